'use client'

import { useFormatter, useTranslations } from 'next-intl'
import { Field } from '@/components/ui/field'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'
import { expiryChoices, keepExpiry } from './read-key-form'

const yearDays = '365'

export function ExpiryField({ expiresAt }: { expiresAt: string | null }) {
  const t = useTranslations('keys.form')
  const format = useFormatter()
  const labels = (choice: (typeof expiryChoices)[number]) => {
    if (choice === 'never') return t('expiryNever')
    return choice === yearDays ? t('expiryYear') : t('expiryDays', { days: choice })
  }
  return (
    <Field name="expiresAt" label={t('expiry')}>
      <Select defaultValue={expiresAt === null ? 'never' : keepExpiry}>
        <SelectTrigger>
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          {expiresAt !== null && (
            <SelectItem value={keepExpiry}>
              {t('expiryKeep', { date: format.dateTime(new Date(expiresAt), { dateStyle: 'medium' }) })}
            </SelectItem>
          )}
          {expiryChoices.map((choice) => (
            <SelectItem key={choice} value={choice}>
              {labels(choice)}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
    </Field>
  )
}
