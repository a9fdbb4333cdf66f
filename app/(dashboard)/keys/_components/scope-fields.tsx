'use client'

import { useTranslations } from 'next-intl'
import { FormRow } from '@/components/forms/form-row'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { FieldGroup } from './field-group'
import type { KeyRow } from './key-row'

const rows = 2

export function ScopeFields({ row }: { row: KeyRow | undefined }) {
  const t = useTranslations('keys.form')
  return (
    <FieldGroup legend={t('scopeGroup')}>
      <Field name="allowedModels" label={t('models')} hint={t('modelsHint')} optional>
        <Textarea className="font-mono" rows={rows} defaultValue={row?.allowedModels.join('\n') ?? ''} />
      </Field>
      <FormRow>
        <Field name="ipAllow" label={t('ipAllow')} hint={t('ipHint')} optional>
          <Textarea className="font-mono" rows={rows} defaultValue={row?.ipAllow.join('\n') ?? ''} />
        </Field>
        <Field name="ipDeny" label={t('ipDeny')} hint={t('ipHint')} optional>
          <Textarea className="font-mono" rows={rows} defaultValue={row?.ipDeny.join('\n') ?? ''} />
        </Field>
      </FormRow>
    </FieldGroup>
  )
}
