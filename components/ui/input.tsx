'use client'

import type { ComponentProps } from 'react'
import { cn } from './cn'
import { controlClasses, useFieldControl } from './field-context'

export function Input({ className, type = 'text', ...props }: ComponentProps<'input'>) {
  return (
    <input
      data-slot="input"
      type={type}
      className={cn(controlClasses, 'h-9 px-3 text-base sm:text-sm', className)}
      {...props}
      {...useFieldControl(props)}
    />
  )
}
