'use client'

import type { ComponentProps } from 'react'
import { cn } from './cn'
import { controlClasses, useFieldControl } from './field-context'

export function Textarea({ className, rows = 4, ...props }: ComponentProps<'textarea'>) {
  return (
    <textarea
      data-slot="textarea"
      rows={rows}
      className={cn(controlClasses, 'field-sizing-content max-h-96 min-h-20 px-3 py-2 text-base sm:text-sm', className)}
      {...props}
      {...useFieldControl(props)}
    />
  )
}
