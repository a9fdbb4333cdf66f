'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { RelativeTime } from './relative-time'

export type Health = 'ok' | 'waiting' | 'broken' | 'off'

export type HealthDotProps = {
  status: Health
  /** Word of the house for this status ("Cooling down"); else a plain one. */
  label?: string
  /** One sentence. */
  reason?: ReactNode
  since?: Date | string | null
  until?: Date | string | null
  /** What to do: one button or link. */
  action?: ReactNode
  className?: string
}

// Shape differs with the colour, so that neither is needed alone.
const dots: Record<Health, string> = {
  ok: 'bg-accent',
  waiting: 'border-2 border-amber',
  broken: 'rounded-[1px] bg-red rotate-45',
  off: 'border border-edge border-dashed',
}

/** How something is, since when, until when, and what to do about it. */
export function HealthDot({ status, label, reason, since, until, action, className }: HealthDotProps) {
  const t = useTranslations('ui.health')
  const word = label ?? t(status)
  const face = (
    <>
      <span aria-hidden className={cn('size-2 shrink-0 rounded-full', dots[status])} />
      <span className={cn('truncate', status === 'off' && 'text-ink-soft')}>{word}</span>
    </>
  )
  const base = cn('inline-flex min-w-0 items-center gap-2 text-sm', className)
  if (!reason && !since && !until && !action) {
    return (
      <span data-slot="health-dot" data-status={status} className={base}>
        {face}
      </span>
    )
  }
  return (
    <Popover>
      <PopoverTrigger
        data-slot="health-dot"
        data-status={status}
        aria-label={t('details', { status: word })}
        className={cn(
          base,
          'focus-ring touch-target rounded-sm underline decoration-edge decoration-dotted underline-offset-4',
        )}
      >
        {face}
      </PopoverTrigger>
      <PopoverContent align="start" aria-label={word} className="flex flex-col gap-3">
        <p className="flex items-center gap-2 font-semibold text-sm">{face}</p>
        {reason && <p className="text-sm">{reason}</p>}
        {(since || until) && (
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-xs">
            {since && <Moment label={t('since')} at={since} />}
            {until && <Moment label={t('until')} at={until} />}
          </dl>
        )}
        {action}
      </PopoverContent>
    </Popover>
  )
}

function Moment({ label, at }: { label: string; at: Date | string }) {
  return (
    <>
      <dt className="text-ink-soft">{label}</dt>
      <dd>
        <RelativeTime at={at} />
      </dd>
    </>
  )
}
