'use client'

import { useTranslations } from 'next-intl'
import { FormRow } from '@/components/forms/form-row'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'
import { formatUsdExact } from '@/lib/money'
import { FieldGroup } from './field-group'
import type { KeyRow } from './key-row'

const usdText = (nanoUsd: string | null | undefined) =>
  nanoUsd ? formatUsdExact(BigInt(nanoUsd)).replace('$', '').replace(/\.00$/, '') : ''

export function SpendFields({ row }: { row: KeyRow | undefined }) {
  const t = useTranslations('keys.form')
  return (
    <FieldGroup legend={t('spendGroup')}>
      <FormRow>
        <Field name="spendCapNanoUsd" label={t('spendCap')} hint={t('spendCapHint')}>
          <Input
            className="font-mono"
            inputMode="decimal"
            placeholder={t('unlimited')}
            defaultValue={usdText(row?.spendCapNanoUsd)}
          />
        </Field>
        <Field name="capPeriod" label={t('capPeriod')}>
          <Select defaultValue={row?.capPeriod ?? 'none'}>
            <SelectTrigger>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              <SelectItem value="none">{t('capPeriodNone')}</SelectItem>
              <SelectItem value="day">{t('capPeriodDay')}</SelectItem>
              <SelectItem value="week">{t('capPeriodWeek')}</SelectItem>
              <SelectItem value="month">{t('capPeriodMonth')}</SelectItem>
            </SelectContent>
          </Select>
        </Field>
      </FormRow>
      <Field name="fallbackToBalance" label={t('fallback')} layout="row">
        <Checkbox defaultChecked={row?.fallbackToBalance ?? true} />
      </Field>
      <Field name="clampToBalance" label={t('clamp')} hint={t('clampHint')} layout="row">
        <Checkbox defaultChecked={row?.clampToBalance ?? false} />
      </Field>
    </FieldGroup>
  )
}
