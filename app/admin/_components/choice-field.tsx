'use client'

import { Field } from '@/components/ui/field'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'

type ChoiceFieldProps = {
  label: string
  name: string
  hint?: string
  options: readonly { value: string; label: string }[]
  defaultValue?: string
  value?: string
  onValueChange?: (value: string) => void
}

/** One of a few words. */
export function ChoiceField({ label, name, hint, options, ...state }: ChoiceFieldProps) {
  return (
    <Field label={label} name={name} hint={hint}>
      <Select {...state}>
        <SelectTrigger>
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          {options.map((option) => (
            <SelectItem key={option.value} value={option.value}>
              {option.label}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
    </Field>
  )
}
