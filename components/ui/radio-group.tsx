'use client'

import { RadioGroup as RadioGroupPrimitive } from 'radix-ui'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { cn } from './cn'
import { useFieldControl } from './field-context'

export function RadioGroup({ className, ...props }: ComponentProps<typeof RadioGroupPrimitive.Root>) {
  const { name, ...field } = useFieldControl(props)
  return (
    <RadioGroupPrimitive.Root
      data-slot="radio-group"
      className={cn('grid gap-2', className)}
      {...props}
      {...field}
      {...(name === undefined ? {} : { name })}
    />
  )
}

export type RadioOptionProps = ComponentProps<typeof RadioGroupPrimitive.Item> & { label: ReactNode; hint?: ReactNode }

/** A choice as a whole row that can be clicked. */
export function RadioOption({ className, label, hint, ...props }: RadioOptionProps) {
  const id = useId()
  return (
    <label
      htmlFor={id}
      className={cn(
        'flex cursor-pointer items-start gap-3 rounded-lg border border-line bg-surface p-3 hover:border-edge has-data-[state=checked]:border-ink has-disabled:cursor-not-allowed has-disabled:opacity-60',
        className,
      )}
    >
      <RadioGroupPrimitive.Item
        data-slot="radio-option"
        id={id}
        className="focus-ring mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-edge bg-surface data-[state=checked]:border-ink"
        {...props}
      >
        <RadioGroupPrimitive.Indicator className="size-2 rounded-full bg-ink" />
      </RadioGroupPrimitive.Item>
      <span className="flex flex-col gap-0.5">
        <span className="font-medium text-sm">{label}</span>
        {hint && <span className="text-ink-soft text-xs">{hint}</span>}
      </span>
    </label>
  )
}
