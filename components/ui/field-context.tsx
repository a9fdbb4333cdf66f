'use client'

import { createContext, use } from 'react'

export type FieldWiring = { id: string; name: string | undefined; describedBy: string | undefined; invalid: boolean }

export const FieldContext = createContext<FieldWiring | null>(null)

type ControlProps = {
  id?: string | undefined
  name?: string | undefined
  'aria-describedby'?: string | undefined
  'aria-invalid'?: React.AriaAttributes['aria-invalid']
}

/** What a control inside a Field inherits; its own props win. */
export function useFieldControl(props: ControlProps) {
  const field = use(FieldContext)
  return {
    id: props.id ?? field?.id,
    name: props.name ?? field?.name,
    'aria-describedby': props['aria-describedby'] ?? field?.describedBy,
    'aria-invalid': props['aria-invalid'] ?? (field?.invalid || undefined),
  }
}

export const controlClasses =
  'focus-ring w-full rounded-lg border border-edge bg-surface text-ink transition-colors placeholder:text-ink-soft hover:border-ink-soft disabled:cursor-not-allowed disabled:bg-sunken disabled:opacity-60 aria-invalid:border-red focus-visible:outline-offset-0'
