'use client'

import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { ActionForm } from '@/components/forms/action-form'
import type { ActionResult } from '@/components/forms/action-result'
import { SubmitButton } from '@/components/forms/submit-button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { type FirstFactor, sendSignIn } from './send-sign-in'
import { useFailureText } from './use-failure-text'

type PasswordStepProps = { onDone: () => void; onCodeNeeded: (first: FirstFactor) => void }

export function PasswordStep({ onDone, onCodeNeeded }: PasswordStepProps) {
  const t = useTranslations('auth')
  const failureText = useFailureText()
  const send = async (form: FormData): Promise<ActionResult<FirstFactor | null>> => {
    const first = { email: String(form.get('email') ?? ''), password: String(form.get('password') ?? '') }
    const empty = (['email', 'password'] as const).filter((name) => first[name].trim() === '')
    if (empty.length > 0) {
      const fieldErrors = Object.fromEntries(empty.map((name) => [name, t(`signIn.missing.${name}`)]))
      return { ok: false, error: { code: 'invalid_request', message: '', fieldErrors } }
    }
    const code = await sendSignIn(first)
    if (code === null) return { ok: true, data: null }
    if (code === 'two_factor_required') return { ok: true, data: first }
    return { ok: false, error: { code, message: failureText(code) } }
  }
  return (
    <ActionForm action={send} onSuccess={(first) => (first ? onCodeNeeded(first) : onDone())}>
      <Field name="email" label={t('email')}>
        <Input type="email" autoComplete="username" required autoFocus />
      </Field>
      <div className="flex flex-col gap-2">
        <Field name="password" label={t('password')}>
          <Input type="password" autoComplete="current-password" required />
        </Field>
        <Link
          href="/forgot-password"
          className="focus-ring self-end rounded-sm text-ink-soft text-xs underline underline-offset-4 hover:text-ink"
        >
          {t('signIn.forgot')}
        </Link>
      </div>
      <SubmitButton>{t('signIn.submit')}</SubmitButton>
    </ActionForm>
  )
}
