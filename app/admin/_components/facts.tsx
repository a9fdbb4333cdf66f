import type { ReactNode } from 'react'

export type Fact = { label: string; value: ReactNode }

/** Names and values of one thing, below one another. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid gap-x-8 text-sm sm:grid-cols-2">
      {facts.map((fact) => (
        <div
          key={fact.label}
          className="flex min-h-10 items-center justify-between gap-4 border-line border-b py-2 last:border-b-0 sm:nth-last-2:odd:border-b-0"
        >
          <dt className="shrink-0 text-ink-soft">{fact.label}</dt>
          <dd className="min-w-0 truncate text-right">{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
