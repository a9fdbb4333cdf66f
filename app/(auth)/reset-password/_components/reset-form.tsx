'use client'

import { useTranslations } from 'next-intl'
import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { resetPasswordAction } from '../actions'

export function ResetForm({ email, code }: { email: string; code: string }) {
  const t = useTranslations('auth')
  const send = (form: FormData) => resetPasswordAction({ email, code, password: String(form.get('password') ?? '') })
  return (
    <ActionForm action={send} onSuccess={() => window.location.assign('/sign-in?reset=true')} leaves>
      {/* Lets password managers know whose password this is. */}
      <input type="hidden" autoComplete="username" value={email} readOnly />
      <Field name="password" label={t('newPassword')} hint={t('passwordHint')}>
        <Input type="password" autoComplete="new-password" minLength={8} required autoFocus />
      </Field>
      <SubmitButton>{t('reset.submit')}</SubmitButton>
    </ActionForm>
  )
}
