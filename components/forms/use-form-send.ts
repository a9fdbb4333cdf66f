'use client'

import { type RefObject, useEffect, useRef, useState, useTransition } from 'react'
import type { ActionResult } from './action-result'
import { restoreDraft, saveDraft } from './form-draft'
import { runAction } from './run-action'

type Options<T> = {
  form: RefObject<HTMLFormElement | null>
  action: (formData: FormData) => Promise<ActionResult<T>>
  onSuccess: ((data: T) => void) | undefined
  resetOnSuccess: boolean
  leaves: boolean
  unreachable: string
}

/** Sends a form at most once at a time, and after a success that leaves the page not again until it is come back to. */
export function useFormSend<T>({ form, action, onSuccess, resetOnSuccess, leaves, unreachable }: Options<T>) {
  const busy = useRef(false)
  const [pending, startTransition] = useTransition()
  const [isLeaving, setLeaving] = useState(false)
  const [result, setResult] = useState<ActionResult<T> | null>(null)

  useEffect(() => {
    const element = form.current
    // Lists of choices tell their form what they hold a moment after they are there.
    const timer = setTimeout(() => element && restoreDraft(element), 0)
    // A page that the browser kept while another one was visited is as it was left: on its way.
    const comeBack = (event: PageTransitionEvent) => {
      if (!event.persisted) return
      busy.current = false
      setLeaving(false)
    }
    window.addEventListener('pageshow', comeBack)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pageshow', comeBack)
    }
  }, [form])

  const send = (formData: FormData) => {
    // Two sends can come before the page is drawn anew: state alone would let the second one through.
    if (busy.current) return
    busy.current = true
    startTransition(async () => {
      const outcome = await runAction(() => action(formData), unreachable)
      busy.current = outcome.ok && leaves
      setResult(outcome)
      if (!outcome.ok) {
        if (outcome.error.code === 'unauthenticated' && form.current) saveDraft(form.current)
        return
      }
      setLeaving(leaves)
      if (resetOnSuccess) form.current?.reset()
      onSuccess?.(outcome.data)
    })
  }
  return { send, pending: pending || isLeaving, result }
}
