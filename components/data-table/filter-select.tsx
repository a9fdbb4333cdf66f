'use client'

import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'

export type FilterSelectProps = {
  /** "Status", "Model". */
  label: string
  /** Null = no filter. */
  value: string | null
  onChange: (value: string | null) => void
  options: readonly { value: string; label: string }[]
  /** The choice that filters nothing: "Every status". */
  allLabel: string
}

// Radix keeps the empty string for "nothing chosen".
const all = '*'

export function FilterSelect({ label, value, onChange, options, allLabel }: FilterSelectProps) {
  return (
    <Select value={value ?? all} onValueChange={(next) => onChange(next === all ? null : next)}>
      <SelectTrigger aria-label={label} className="h-8 w-auto min-w-32 max-w-60 text-sm">
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        <SelectItem value={all}>{allLabel}</SelectItem>
        {options.map((option) => (
          <SelectItem key={option.value} value={option.value}>
            {option.label}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  )
}
