import { LoaderCircleIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from './cn'

/** Silent by itself; the button or region it stands in says what is going on. */
export function Spinner({ className, ...props }: ComponentProps<typeof LoaderCircleIcon>) {
  return (
    <LoaderCircleIcon data-slot="spinner" aria-hidden className={cn('size-4 animate-spin', className)} {...props} />
  )
}
