'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useState, useTransition } from 'react'
import { runAction } from '@/components/forms/run-action'
import { Button } from '@/components/ui/button'
import { Spinner } from '@/components/ui/spinner'
import { resendCodeAction } from '../actions'

const pauseSeconds = 60

/** Sends another code, then rests for a minute. */
export function ResendButton({ email }: { email: string }) {
  const t = useTranslations('auth.verify')
  const unreachable = useTranslations('ui')('formFailed')
  const [pending, startTransition] = useTransition()
  const [note, setNote] = useState<string | null>(null)
  const [rest, setRest] = useState(0)
  useEffect(() => {
    if (rest === 0) return
    const timer = setTimeout(() => setRest(rest - 1), 1_000)
    return () => clearTimeout(timer)
  }, [rest])
  const resend = () =>
    startTransition(async () => {
      const result = await runAction(() => resendCodeAction({ email }), unreachable)
      setNote(result.ok ? t('resent') : result.error.message)
      if (result.ok) setRest(pauseSeconds)
    })
  return (
    <div className="flex flex-col gap-2">
      <Button variant="ghost" onClick={resend} disabled={pending || rest > 0 || email === ''}>
        {pending && <Spinner />}
        {rest > 0 ? t('resendWait', { seconds: rest }) : t('resend')}
      </Button>
      <p role="status" className="text-center text-ink-soft text-xs empty:hidden">
        {note}
      </p>
    </div>
  )
}
