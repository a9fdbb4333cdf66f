'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { FormActions, FormRow } from '@/components/forms/form-row'
import { SubmitButton } from '@/components/forms/submit-button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { confirmEmailAction, requestEmailAction } from '../actions'

/** The new address first, then the code that was sent to it. */
export function EmailForm() {
  const t = useTranslations('settings.email')
  const router = useRouter()
  const [sentTo, setSentTo] = useState<string | null>(null)
  const request = async (form: FormData) => {
    const email = String(form.get('email') ?? '')
    const result = await requestEmailAction({ email, password: String(form.get('password') ?? '') })
    if (result.ok) setSentTo(email)
    return result
  }
  const confirm = (form: FormData) => confirmEmailAction({ code: String(form.get('code') ?? '').replace(/\s/g, '') })
  const done = () => {
    toast(t('done'))
    setSentTo(null)
    router.refresh()
  }
  if (sentTo !== null) {
    return (
      <ActionForm key="confirm" action={confirm} onSuccess={done}>
        <Field name="code" label={t('code')} hint={t('codeHint', { email: sentTo })}>
          <Input className="font-mono" inputMode="numeric" autoComplete="one-time-code" autoFocus />
        </Field>
        <FormActions>
          <SubmitButton variant="secondary">{t('confirm')}</SubmitButton>
        </FormActions>
      </ActionForm>
    )
  }
  return (
    <ActionForm key="request" action={request}>
      <FormRow>
        <Field name="email" label={t('new')}>
          <Input type="email" autoComplete="email" />
        </Field>
        <Field name="password" label={t('password')}>
          <Input type="password" autoComplete="current-password" />
        </Field>
      </FormRow>
      <FormActions>
        <SubmitButton variant="secondary">{t('submit')}</SubmitButton>
      </FormActions>
    </ActionForm>
  )
}
