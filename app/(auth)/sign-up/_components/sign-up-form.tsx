'use client'

import { signIn } from 'next-auth/react'
import { useTranslations } from 'next-intl'
import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { AuthLink } from '../../_components/auth-link'
import { signUpAction } from '../actions'

type SignUpFormProps = {
  next: string
  invite: string | null
  needsInvite: boolean
  domains: readonly string[]
}

const text = (form: FormData, name: string) => String(form.get(name) ?? '')

async function send(form: FormData) {
  const email = text(form, 'email')
  const password = text(form, 'password')
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const result = await signUpAction({
    email,
    password,
    ...(text(form, 'name').trim() ? { name: text(form, 'name') } : {}),
    ...(timeZone ? { timezone: timeZone } : {}),
    ...(text(form, 'inviteCode').trim() ? { inviteCode: text(form, 'inviteCode').trim() } : {}),
  })
  if (!result.ok) return result
  const session = await signIn('credentials', { redirect: false, email, password })
  return { ok: true as const, data: { ...result.data, email, signedIn: session?.ok === true && !session.error } }
}

/** Makes the account, signs in, and goes on to the code that confirms the address. */
export function SignUpForm({ next, invite, needsInvite, domains }: SignUpFormProps) {
  const t = useTranslations('auth')
  const go = (data: { verificationRequired: boolean; email: string; signedIn: boolean }) => {
    const query = new URLSearchParams({ email: data.email, next })
    if (data.verificationRequired) window.location.assign(`/verify-email?${query}`)
    else window.location.assign(data.signedIn ? next : `/sign-in?next=${encodeURIComponent(next)}`)
  }
  const agreement = t.rich('signUp.agree', {
    terms: (chunks) => <AuthLink href="/terms">{chunks}</AuthLink>,
    privacy: (chunks) => <AuthLink href="/privacy">{chunks}</AuthLink>,
  })
  return (
    <ActionForm action={send} onSuccess={go} leaves>
      <Field name="name" label={t('signUp.name')} optional>
        <Input autoComplete="name" maxLength={200} autoFocus />
      </Field>
      <Field
        name="email"
        label={t('email')}
        hint={domains.length > 0 && t('signUp.domains', { domains: domains.join(', ') })}
      >
        <Input type="email" autoComplete="username" required />
      </Field>
      <Field name="password" label={t('password')} hint={t('passwordHint')}>
        <Input type="password" autoComplete="new-password" required minLength={8} />
      </Field>
      {(needsInvite || invite) && (
        <Field name="inviteCode" label={t('signUp.invite')}>
          <Input className="font-mono" autoComplete="off" defaultValue={invite ?? ''} />
        </Field>
      )}
      <SubmitButton>{t('signUp.submit')}</SubmitButton>
      <p className="text-ink-soft text-xs">{agreement}</p>
    </ActionForm>
  )
}
