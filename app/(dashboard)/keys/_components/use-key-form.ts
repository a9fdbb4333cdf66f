'use client'

import { useTranslations } from 'next-intl'
import type { ActionResult } from '@/components/forms/action-result'
import { foldFieldErrors, type KeyFormValues, readKeyForm } from './read-key-form'

/** Turns the form's fields into the action's input; what can't be read stays beside its field. */
export function useKeyForm<T>(send: (values: KeyFormValues) => Promise<ActionResult<T>>) {
  const t = useTranslations('keys.form')
  return async (form: FormData): Promise<ActionResult<T>> => {
    const reading = readKeyForm(form, Date.now())
    if (!reading.ok) {
      const fieldErrors = Object.fromEntries(
        Object.entries(reading.problems).map(([name, problem]) => [name, t(problem)]),
      )
      return { ok: false, error: { code: 'invalid_request', message: '', fieldErrors } }
    }
    const result = await send(reading.values)
    if (result.ok || !result.error.fieldErrors) return result
    return { ok: false, error: { ...result.error, fieldErrors: foldFieldErrors(result.error.fieldErrors) } }
  }
}
