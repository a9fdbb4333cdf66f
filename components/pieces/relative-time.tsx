'use client'

import { useFormatter, useNow } from 'next-intl'
import { cn } from '@/components/ui/cn'

export type RelativeTimeProps = {
  at: Date | string
  /** Shows the absolute time and keeps the relative one for hover: for receipts and audits. */
  absolute?: boolean
  className?: string
}

const refreshMs = 30_000
const oneDayMs = 86_400_000
const longAgoDays = 30

/** "3 minutes ago" with the full date on hover; a plain date when it is long ago. */
export function RelativeTime({ at, absolute = false, className }: RelativeTimeProps) {
  const format = useFormatter()
  const now = useNow({ updateInterval: refreshMs })
  const date = typeof at === 'string' ? new Date(at) : at
  const full = format.dateTime(date, { dateStyle: 'medium', timeStyle: 'long' })
  const isOld = Math.abs(now.getTime() - date.getTime()) > longAgoDays * oneDayMs
  const relative = isOld ? format.dateTime(date, { dateStyle: 'medium' }) : format.relativeTime(date, now)
  return (
    // Server and browser read their clocks a moment apart.
    <time
      data-slot="relative-time"
      dateTime={date.toISOString()}
      title={absolute ? relative : full}
      className={cn('whitespace-nowrap tabular-nums', className)}
      suppressHydrationWarning
    >
      {absolute ? full : relative}
    </time>
  )
}
