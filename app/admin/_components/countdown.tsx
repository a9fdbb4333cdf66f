'use client'

import { useEffect, useState } from 'react'
import { formatDuration } from '@/components/pieces/format-duration'
import { cn } from '@/components/ui/cn'

const tickMs = 1_000

/** The time until an instant, second by second; nothing once it has passed. */
export function Countdown({ until, className }: { until: string; className?: string }) {
  const end = new Date(until).getTime()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs)
    return () => clearInterval(timer)
  }, [])
  const leftMs = end - now
  if (leftMs <= 0) return null
  return (
    // Server and browser read their clocks a moment apart.
    <time dateTime={until} className={cn('font-mono text-xs tabular-nums', className)} suppressHydrationWarning>
      {leftMs < 60_000 ? `${Math.ceil(leftMs / 1_000)} s` : formatDuration(leftMs)}
    </time>
  )
}
