import type { ComponentProps } from 'react'
import { cn } from '@/components/ui/cn'

/** Fields side by side on wide screens, below one another on phones. */
export function FormRow({ className, ...props }: ComponentProps<'div'>) {
  return (
    <div data-slot="form-row" className={cn('grid gap-5 sm:auto-cols-fr sm:grid-flow-col', className)} {...props} />
  )
}

export function FormActions({ className, ...props }: ComponentProps<'div'>) {
  return (
    <div
      data-slot="form-actions"
      className={cn('flex flex-wrap items-center justify-end gap-2', className)}
      {...props}
    />
  )
}
