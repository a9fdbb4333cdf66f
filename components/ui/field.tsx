'use client'

import { CircleAlertIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useId, useMemo } from 'react'
import { useFormErrors } from '@/components/forms/form-errors'
import { cn } from './cn'
import { FieldContext } from './field-context'
import { Label } from './label'

export type FieldProps = {
  label: ReactNode
  /** Form name of the control; also finds its error in the surrounding form. */
  name?: string
  hint?: ReactNode
  /** Wins over the surrounding form's error. */
  error?: string | undefined
  optional?: boolean
  /** `row` puts the control before its label: checkboxes and switches. */
  layout?: 'stack' | 'row'
  className?: string
  children: ReactNode
}

/** A control with its label, hint and error, wired for screen readers. */
export function Field({ label, name, hint, error, optional, layout = 'stack', className, children }: FieldProps) {
  const t = useTranslations('ui')
  const id = useId()
  const formErrors = useFormErrors()
  const message = error ?? (name ? formErrors[name] : undefined)
  const invalid = message !== undefined
  const describedBy = [hint && `${id}-hint`, invalid && `${id}-error`].filter(Boolean).join(' ') || undefined
  const wiring = useMemo(() => ({ id, name, describedBy, invalid }), [id, name, describedBy, invalid])
  const text = (
    <div className="flex flex-col gap-1">
      <Label htmlFor={id}>
        {label}
        {optional && <span className="ml-1.5 font-normal text-ink-soft">{t('optional')}</span>}
      </Label>
      {layout === 'row' && <Notes id={id} hint={hint} message={message} />}
    </div>
  )
  return (
    <div
      data-slot="field"
      className={cn(layout === 'row' ? 'flex items-start gap-3' : 'flex flex-col gap-1.5', className)}
    >
      <FieldContext value={wiring}>
        {layout === 'row' ? children : text}
        {layout === 'row' ? text : children}
      </FieldContext>
      {layout === 'stack' && <Notes id={id} hint={hint} message={message} />}
    </div>
  )
}

function Notes({ id, hint, message }: { id: string; hint: ReactNode; message: string | undefined }) {
  return (
    <>
      {hint && (
        <p id={`${id}-hint`} className="text-ink-soft text-xs">
          {hint}
        </p>
      )}
      {message !== undefined && (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-red text-xs">
          <CircleAlertIcon aria-hidden className="mt-px size-3.5 shrink-0" />
          <span className="first-letter:uppercase">{message}</span>
        </p>
      )}
    </>
  )
}
