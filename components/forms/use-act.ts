'use client'

import { useTranslations } from 'next-intl'
import { useRef, useTransition } from 'react'
import { toast } from 'sonner'
import type { ActionResult } from './action-result'
import { runAction } from './run-action'
import { leaveIfSessionEnded } from './sign-in-again'

/** What a button does: once at a time, with a word when it fails; after an ended session the way to sign in and back. */
export function useAct() {
  const t = useTranslations('ui')
  const busy = useRef(false)
  const [pending, startTransition] = useTransition()
  const act = <T>(send: () => Promise<ActionResult<T>>, onSuccess: (data: T) => void) => {
    // Two clicks can come before the button is drawn anew.
    if (busy.current) return
    busy.current = true
    startTransition(async () => {
      const result = await runAction(send, t('formFailed'))
      busy.current = false
      if (result.ok) onSuccess(result.data)
      else if (!leaveIfSessionEnded(result)) toast.error(result.error.message)
    })
  }
  return { pending, act }
}
