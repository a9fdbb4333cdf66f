'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { verifyEmailAction } from '../actions'
import { ResendButton } from './resend-button'

const codeLength = 6

/** The code from the mail; the address is asked for only when nobody knows it. */
export function VerifyForm({ email, next }: { email: string | null; next: string }) {
  const t = useTranslations('auth')
  const [address, setAddress] = useState(email ?? '')
  const send = (form: FormData) =>
    verifyEmailAction({ email: address, code: String(form.get('code') ?? '').replace(/\s/g, '') })
  const done = () => {
    toast(t('verify.done'))
    window.location.assign(next)
  }
  return (
    <ActionForm action={send} onSuccess={done} leaves>
      {email === null && (
        <Field name="email" label={t('email')}>
          <Input
            type="email"
            autoComplete="username"
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
        </Field>
      )}
      <Field name="code" label={t('verify.code')}>
        <Input
          className="h-12 text-center font-mono text-2xl! tracking-[0.4em]"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={codeLength + 2}
          autoFocus
          required
        />
      </Field>
      <SubmitButton>{t('verify.submit')}</SubmitButton>
      <ResendButton email={address} />
    </ActionForm>
  )
}
