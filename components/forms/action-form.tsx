'use client'

import { unstable_rethrow } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type ComponentProps, type FormEvent, useEffect, useMemo, useRef, useState, useTransition } from 'react'
import { Callout } from '@/components/ui/callout'
import { cn } from '@/components/ui/cn'
import type { ActionResult } from './action-result'
import { FormContext } from './form-errors'

export type ActionFormProps<T> = Omit<ComponentProps<'form'>, 'action' | 'onSubmit'> & {
  action: (formData: FormData) => Promise<ActionResult<T>>
  onSuccess?: (data: T) => void
  /** Empties the fields after success; input is always kept after an error. */
  resetOnSuccess?: boolean
}

const noErrors = {}

/** Sends a form to a server action: pending state, errors beside their fields, focus on the first one. */
export function ActionForm<T>({
  action,
  onSuccess,
  resetOnSuccess,
  className,
  children,
  ...props
}: ActionFormProps<T>) {
  const t = useTranslations('ui')
  const form = useRef<HTMLFormElement>(null)
  const [pending, startTransition] = useTransition()
  const [result, setResult] = useState<ActionResult<T> | null>(null)
  const error = result && !result.ok ? result.error : null
  const fieldErrors = error?.fieldErrors ?? noErrors
  const context = useMemo(() => ({ fieldErrors, pending }), [fieldErrors, pending])

  useEffect(() => {
    if (!error) return
    const target = form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-form-error]')
    target?.focus()
  }, [error])

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (pending) return
    const formData = new FormData(event.currentTarget)
    startTransition(async () => {
      const outcome = await run(() => action(formData), t('formFailed'))
      setResult(outcome)
      if (!outcome.ok) return
      if (resetOnSuccess) form.current?.reset()
      onSuccess?.(outcome.data)
    })
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
      {error && Object.keys(fieldErrors).length === 0 && (
        <div data-form-error tabIndex={-1} role="alert" className="focus-ring rounded-lg">
          <Callout tone="red">{error.message}</Callout>
        </div>
      )}
      <FormContext value={context}>{children}</FormContext>
    </form>
  )
}

async function run<T>(send: () => Promise<ActionResult<T>>, unreachable: string): Promise<ActionResult<T>> {
  try {
    return await send()
  } catch (thrown) {
    // Redirects and not-found of Next.js travel as exceptions and must go on.
    unstable_rethrow(thrown)
    return { ok: false, error: { code: 'unreachable', message: unreachable } }
  }
}
