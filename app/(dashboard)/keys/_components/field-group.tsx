import type { ReactNode } from 'react'

/** Fields that belong together, with a quiet heading that screen readers hear as the group's name. */
export function FieldGroup({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-4 border-line border-t pt-4">
      <legend className="float-left w-full font-semibold text-sm">{legend}</legend>
      {children}
    </fieldset>
  )
}
