'use client'

import { Button, type ButtonProps } from '@/components/ui/button'
import { Spinner } from '@/components/ui/spinner'
import { useFormPending } from './form-errors'

export type SubmitButtonProps = Omit<ButtonProps, 'type' | 'asChild'> & { pending?: boolean }

/** Keeps its label and can be pressed until the form is on its way; then it spins. */
export function SubmitButton({ pending, variant = 'primary', children, ...props }: SubmitButtonProps) {
  const formPending = useFormPending()
  const busy = pending ?? formPending
  return (
    <Button type="submit" variant={variant} aria-disabled={busy} {...props}>
      {busy && <Spinner />}
      {children}
    </Button>
  )
}
