'use client'

import { Switch as SwitchPrimitive } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn'
import { useFieldControl } from './field-context'

export function Switch({ className, ...props }: ComponentProps<typeof SwitchPrimitive.Root>) {
  const { name, ...field } = useFieldControl(props)
  return (
    <SwitchPrimitive.Root
      data-slot="switch"
      className={cn(
        'focus-ring touch-target peer inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-edge bg-sunken p-0.5 transition-colors disabled:opacity-50 data-[state=checked]:border-ink data-[state=checked]:bg-ink',
        className,
      )}
      {...props}
      {...field}
      {...(name === undefined ? {} : { name })}
    >
      <SwitchPrimitive.Thumb className="block size-3.5 rounded-full bg-ink-soft transition-transform data-[state=checked]:translate-x-4 data-[state=checked]:bg-surface" />
    </SwitchPrimitive.Root>
  )
}
