'use client'

import { useTranslations } from 'next-intl'
import { ActionForm } from '@/components/forms/action-form'
import type { ActionResult } from '@/components/forms/action-result'
import { SubmitButton } from '@/components/forms/submit-button'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { type FirstFactor, sendSignIn } from './send-sign-in'
import { useFailureText } from './use-failure-text'

type CodeStepProps = { first: FirstFactor; onDone: () => void; onStartOver: () => void }

export function CodeStep({ first, onDone, onStartOver }: CodeStepProps) {
  const t = useTranslations('auth.signIn')
  const failureText = useFailureText()
  const send = async (form: FormData): Promise<ActionResult> => {
    const typed = String(form.get('code') ?? '').trim()
    if (typed === '') {
      return { ok: false, error: { code: 'invalid_code', message: '', fieldErrors: { code: t('missing.code') } } }
    }
    const code = await sendSignIn(first, typed)
    if (code === null) return { ok: true, data: undefined }
    const message = failureText(code)
    return code === 'invalid_code' || code === 'two_factor_required'
      ? { ok: false, error: { code, message, fieldErrors: { code: failureText('invalid_code') } } }
      : { ok: false, error: { code, message } }
  }
  return (
    <ActionForm action={send} onSuccess={onDone} leaves>
      <p className="font-semibold text-base">{t('codeTitle')}</p>
      <Field name="code" label={t('code')} hint={t('codeHint')}>
        <Input className="font-mono" autoComplete="one-time-code" required autoFocus maxLength={40} />
      </Field>
      <SubmitButton>{t('codeSubmit')}</SubmitButton>
      <Button variant="ghost" onClick={onStartOver}>
        {t('startOver')}
      </Button>
    </ActionForm>
  )
}
