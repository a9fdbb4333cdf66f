'use client'

import { ChevronRightIcon } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useFormErrors } from '@/components/forms/form-errors'

type MoreProps = { label: string; fields: readonly string[]; children: ReactNode }

/** Fields that most people leave alone, folded away; they open by themselves when one of them was refused. */
export function More({ label, fields, children }: MoreProps) {
  const errors = useFormErrors()
  const [open, setOpen] = useState(false)
  useEffect(() => {
    if (fields.some((field) => errors[field] !== undefined)) setOpen(true)
  }, [errors, fields])
  return (
    <details
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="group/more border-line border-t pt-4"
    >
      <summary className="focus-ring inline-flex cursor-pointer list-none items-center gap-1.5 rounded-sm font-medium text-sm [&::-webkit-details-marker]:hidden">
        <ChevronRightIcon aria-hidden className="size-4 text-ink-soft transition-transform group-open/more:rotate-90" />
        {label}
      </summary>
      <div className="flex flex-col gap-5 pt-4">{children}</div>
    </details>
  )
}
