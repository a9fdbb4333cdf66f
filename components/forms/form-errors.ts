'use client'

import { createContext, use } from 'react'

type FormState = { fieldErrors: Readonly<Record<string, string>>; pending: boolean }

export const FormContext = createContext<FormState>({ fieldErrors: {}, pending: false })

/** Errors of the surrounding form by field name. */
export function useFormErrors(): Readonly<Record<string, string>> {
  return use(FormContext).fieldErrors
}

/** True while the surrounding form is being sent. */
export function useFormPending(): boolean {
  return use(FormContext).pending
}
