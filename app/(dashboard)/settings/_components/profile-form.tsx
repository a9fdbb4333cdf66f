'use client'

import { useRouter } from 'next/navigation'
import { useLocale, useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { FormActions, FormRow } from '@/components/forms/form-row'
import { SubmitButton } from '@/components/forms/submit-button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'
import { localeNames, locales } from '@/lib/i18n/config'
import { updateProfileAction } from '../actions'

type ProfileFormProps = { name: string; timezone: string; timezones: readonly string[] }

export function ProfileForm({ name, timezone, timezones }: ProfileFormProps) {
  const t = useTranslations('settings')
  const locale = useLocale()
  const router = useRouter()
  const send = (form: FormData) =>
    updateProfileAction({
      name: String(form.get('name') ?? ''),
      timezone: String(form.get('timezone') ?? ''),
      locale: String(form.get('locale') ?? ''),
    })
  const done = () => {
    toast(t('saved'))
    router.refresh()
  }
  return (
    <ActionForm action={send} onSuccess={done}>
      <FormRow>
        <Field name="name" label={t('profile.name')}>
          <Input autoComplete="name" maxLength={200} defaultValue={name} />
        </Field>
        <Field name="timezone" label={t('profile.timezone')}>
          <Input list="timezones" defaultValue={timezone} autoComplete="off" spellCheck={false} />
        </Field>
        <Field name="locale" label={t('profile.locale')} hint={t('profile.localeHint')}>
          <Select defaultValue={locale}>
            <SelectTrigger>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {locales.map((name) => (
                <SelectItem key={name} value={name} lang={name}>
                  {localeNames[name]}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        </Field>
      </FormRow>
      <datalist id="timezones">
        {timezones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <FormActions>
        <SubmitButton variant="secondary">{t('profile.submit')}</SubmitButton>
      </FormActions>
    </ActionForm>
  )
}
