import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'

type StatCardProps = { title: string; value: ReactNode; note?: ReactNode; children?: ReactNode }

/** One number with what it is made of, and its small chart along the lower edge. */
export function StatCard({ title, value, note, children }: StatCardProps) {
  return (
    <Card className="flex min-w-0 flex-col gap-1 p-4">
      <h2 className="text-ink-soft text-sm">{title}</h2>
      <p className="font-mono text-2xl tracking-tight">{value}</p>
      <p className="min-h-5 text-ink-soft text-xs leading-5">{note}</p>
      {children && <div className="mt-auto pt-3">{children}</div>}
    </Card>
  )
}
