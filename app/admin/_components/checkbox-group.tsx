import type { ReactNode } from 'react'

type CheckboxGroupProps = { legend: string; hint?: string | undefined; children: ReactNode }

/** Boxes that answer one question together. */
export function CheckboxGroup({ legend, hint, children }: CheckboxGroupProps) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{legend}</legend>
      {hint && <p className="-mt-1 text-ink-soft text-xs">{hint}</p>}
      <div className="flex flex-wrap gap-x-6 gap-y-2">{children}</div>
    </fieldset>
  )
}
