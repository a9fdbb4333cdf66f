import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'

export type Fact = { label: string; value: ReactNode }

/** Names and values of one thing; `narrow` = always below one another. */
export function Facts({ facts, narrow = false }: { facts: readonly Fact[]; narrow?: boolean }) {
  return (
    <dl className={cn('grid grid-cols-1 gap-x-10 text-sm', !narrow && 'sm:grid-cols-2')}>
      {facts.map((fact) => (
        <div
          key={fact.label}
          className="flex min-h-9 items-center justify-between gap-4 border-line border-b py-1.5 last:border-b-0"
        >
          <dt className="shrink-0 text-ink-soft">{fact.label}</dt>
          <dd className="min-w-0 text-right [overflow-wrap:anywhere]">{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
