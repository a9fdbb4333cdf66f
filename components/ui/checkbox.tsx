'use client'

import { CheckIcon, MinusIcon } from 'lucide-react'
import { Checkbox as CheckboxPrimitive } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn'
import { useFieldControl } from './field-context'

export function Checkbox({ className, ...props }: ComponentProps<typeof CheckboxPrimitive.Root>) {
  const { name, ...field } = useFieldControl(props)
  return (
    <CheckboxPrimitive.Root
      data-slot="checkbox"
      className={cn(
        'focus-ring touch-target peer group mt-0.5 grid size-4 shrink-0 place-items-center rounded-sm border border-edge bg-surface text-surface transition-colors hover:border-ink disabled:opacity-50 aria-invalid:border-red data-[state=checked]:border-ink data-[state=indeterminate]:border-ink data-[state=checked]:bg-ink data-[state=indeterminate]:bg-ink',
        className,
      )}
      {...props}
      {...field}
      {...(name === undefined ? {} : { name })}
    >
      <CheckboxPrimitive.Indicator>
        <CheckIcon strokeWidth={3} className="size-3 group-data-[state=indeterminate]:hidden" />
        <MinusIcon strokeWidth={3} className="hidden size-3 group-data-[state=indeterminate]:block" />
      </CheckboxPrimitive.Indicator>
    </CheckboxPrimitive.Root>
  )
}
