'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import { AuthShell } from '@/components/layout/auth-shell'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { AuthLink } from '../../_components/auth-link'
import { requestResetAction } from '../actions'

/** Says the same whether or not there is such an account. */
export function ForgotCard({ note }: { note: ReactNode }) {
  const t = useTranslations('auth')
  const [sentTo, setSentTo] = useState<string | null>(null)
  const footer = <AuthLink href="/sign-in">{t('forgot.back')}</AuthLink>
  const send = async (form: FormData) => {
    const email = String(form.get('email') ?? '')
    const result = await requestResetAction({ email })
    if (result.ok) setSentTo(email)
    return result
  }
  if (sentTo !== null) {
    return (
      <AuthShell title={t('forgot.sentTitle')} footer={footer}>
        <div className="flex flex-col gap-5" role="status">
          <p className="text-sm">
            {t.rich('forgot.sentBody', {
              email: sentTo,
              b: (chunks) => <b className="break-all font-medium">{chunks}</b>,
            })}
          </p>
          <Button onClick={() => setSentTo(null)}>{t('forgot.again')}</Button>
        </div>
        {note}
      </AuthShell>
    )
  }
  return (
    <AuthShell title={t('forgot.title')} description={t('forgot.description')} footer={footer}>
      <ActionForm action={send}>
        <Field name="email" label={t('email')}>
          <Input type="email" autoComplete="username" required autoFocus />
        </Field>
        <SubmitButton>{t('forgot.submit')}</SubmitButton>
      </ActionForm>
    </AuthShell>
  )
}
