import type { ComponentProps } from 'react'
import { cn } from './cn'

/** Give it the size of what will stand there. */
export function Skeleton({ className, ...props }: ComponentProps<'div'>) {
  return (
    <div data-slot="skeleton" aria-hidden className={cn('animate-pulse rounded-md bg-line/60', className)} {...props} />
  )
}
