'use client'

import { useTranslations } from 'next-intl'
import { FormRow } from '@/components/forms/form-row'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { FieldGroup } from './field-group'
import type { KeyRow } from './key-row'

const fields = [
  { name: 'concurrencyLimit', label: 'concurrency' },
  { name: 'requestsPerMinute', label: 'requests' },
  { name: 'tokensPerMinute', label: 'tokens' },
] as const

export function RateFields({ row }: { row: KeyRow | undefined }) {
  const t = useTranslations('keys.form')
  return (
    <FieldGroup legend={t('rateGroup')}>
      <FormRow>
        {fields.map(({ name, label }) => (
          <Field key={name} name={name} label={t(label)}>
            <Input
              className="font-mono"
              inputMode="numeric"
              placeholder={t('unlimited')}
              defaultValue={row?.[name]?.toString() ?? ''}
            />
          </Field>
        ))}
      </FormRow>
    </FieldGroup>
  )
}
