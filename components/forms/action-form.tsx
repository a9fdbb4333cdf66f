'use client'

import { useTranslations } from 'next-intl'
import { type ComponentProps, type FormEvent, useEffect, useMemo, useRef, useState } from 'react'
import { Callout } from '@/components/ui/callout'
import { cn } from '@/components/ui/cn'
import type { ActionResult } from './action-result'
import { FormContext } from './form-errors'
import { SignInAgain } from './sign-in-again'
import { useFormSend } from './use-form-send'

export type ActionFormProps<T> = Omit<ComponentProps<'form'>, 'action' | 'onSubmit'> & {
  action: (formData: FormData) => Promise<ActionResult<T>>
  onSuccess?: (data: T) => void
  /** Empties the fields after success; input is always kept after an error. */
  resetOnSuccess?: boolean
  /** Success opens another page: the form stays on its way until that one is there. */
  leaves?: boolean
}

const noErrors = {}

/**
 * Sends a form to a server action, once however often it is submitted: pending state, errors beside their fields, focus
 * on the first one. After an ended session what was typed is there again when the person comes back.
 */
export function ActionForm<T>({
  action,
  onSuccess,
  resetOnSuccess = false,
  leaves = false,
  className,
  children,
  ...props
}: ActionFormProps<T>) {
  const t = useTranslations('ui')
  const form = useRef<HTMLFormElement>(null)
  const unreachable = t('formFailed')
  const { send, pending, result } = useFormSend({ form, action, onSuccess, resetOnSuccess, leaves, unreachable })
  const error = result && !result.ok ? result.error : null
  const fieldErrors = error?.fieldErrors ?? noErrors
  const context = useMemo(() => ({ fieldErrors, pending }), [fieldErrors, pending])
  // An error of a field that this form doesn't show would be seen by nobody.
  const [isUnseen, setUnseen] = useState(false)

  useEffect(() => {
    if (!error) return
    const first = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    setUnseen(!first)
    first?.focus()
  }, [error])

  const isShown = error !== null && (Object.keys(fieldErrors).length === 0 || isUnseen)
  useEffect(() => {
    if (error && isShown) form.current?.querySelector<HTMLElement>('[data-form-error]')?.focus()
  }, [error, isShown])

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    send(new FormData(event.currentTarget))
  }

  return (
    <form
      ref={form}
      data-slot="action-form"
      noValidate
      onSubmit={submit}
      className={cn('flex flex-col gap-5', className)}
      {...props}
    >
      {isShown && (
        <div data-form-error tabIndex={-1} role="alert" className="focus-ring rounded-lg">
          <Callout tone="red">
            {error.message || t('formIncomplete')}
            {error.code === 'unauthenticated' && <SignInAgain />}
          </Callout>
        </div>
      )}
      <FormContext value={context}>{children}</FormContext>
    </form>
  )
}
