'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { FormActions, FormRow } from '@/components/forms/form-row'
import { SubmitButton } from '@/components/forms/submit-button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { changePasswordAction } from '../actions'

export function PasswordForm({ hasPassword }: { hasPassword: boolean }) {
  const t = useTranslations('settings.password')
  const router = useRouter()
  const send = (form: FormData) =>
    changePasswordAction({
      currentPassword: String(form.get('currentPassword') ?? ''),
      password: String(form.get('password') ?? ''),
    })
  const done = () => {
    toast(t('done'))
    router.refresh()
  }
  return (
    <ActionForm action={send} onSuccess={done} resetOnSuccess>
      <FormRow>
        {hasPassword && (
          <Field name="currentPassword" label={t('current')}>
            <Input type="password" autoComplete="current-password" />
          </Field>
        )}
        <Field name="password" label={t('new')} hint={t('newHint')}>
          <Input type="password" autoComplete="new-password" minLength={8} />
        </Field>
      </FormRow>
      <FormActions>
        <SubmitButton variant="secondary">{t('submit')}</SubmitButton>
      </FormActions>
    </ActionForm>
  )
}
