import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'

export type StatProps = {
  label: string
  value: ReactNode
  /** Below the number: what it is made of, or what to think of it. */
  note?: ReactNode
  tone?: 'plain' | 'amber' | 'red'
  className?: string
}

/** One number with its name. */
export function Stat({ label, value, note, tone = 'plain', className }: StatProps) {
  return (
    <div data-slot="stat" className={cn('flex min-w-0 flex-col gap-1 bg-surface px-4 py-3.5', className)}>
      <dt className="text-ink-soft text-xs">{label}</dt>
      <dd
        className={cn(
          'truncate font-medium font-mono text-2xl tabular-nums tracking-tight',
          tone === 'amber' && 'text-amber',
          tone === 'red' && 'text-red',
        )}
      >
        {value}
      </dd>
      {note && <dd className="text-pretty text-ink-soft text-xs">{note}</dd>}
    </div>
  )
}

/** Numbers side by side, divided by hairlines. */
export function StatRow({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <dl
      className={cn(
        'grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line md:grid-cols-4',
        className,
      )}
    >
      {children}
    </dl>
  )
}
