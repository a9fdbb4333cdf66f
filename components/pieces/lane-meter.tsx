import { useTranslations } from 'next-intl'
import { cn } from '@/components/ui/cn'
import { places } from '@/components/ui/places'

export type LaneMeterProps = {
  running: number
  waiting: number
  /** Null = no limit. */
  limit: number | null
  /** Leaves the numbers out where they stand beside it anyway; screen readers still get them. */
  bare?: boolean
  className?: string
}

const maxLanes = 12
const maxDots = 6
const openLanes = 4

/** Concurrency as a toll plaza: lanes in use, free lanes, and who waits before the gate. */
export function LaneMeter({ running, waiting, limit, bare = false, className }: LaneMeterProps) {
  const t = useTranslations('ui.lanes')
  const label = limit === null ? t('unlimited', { running, waiting }) : t('full', { running, limit, waiting })
  const asLanes = Math.max(limit ?? 0, running) <= maxLanes
  return (
    <span
      data-slot="lane-meter"
      role="img"
      aria-label={label}
      className={cn('inline-flex items-center gap-3', className)}
    >
      <span className="inline-flex items-center gap-1.5">
        {waiting > 0 && <WaitingDots count={waiting} />}
        <span className="h-5 w-0.5 rounded-full bg-ink" />
        {asLanes ? <Lanes running={running} limit={limit} /> : <Bar running={running} limit={limit} />}
      </span>
      {!bare && (
        <span className="whitespace-nowrap font-mono text-xs tabular-nums">
          {running}
          <span className="text-ink-soft">/{limit ?? '∞'}</span>
          {waiting > 0 && <span className="ml-2 font-sans text-amber">{t('waiting', { count: waiting })}</span>}
        </span>
      )}
    </span>
  )
}

function WaitingDots({ count }: { count: number }) {
  const dots = Math.min(count, maxDots)
  return (
    <span className="inline-flex items-center gap-1">
      {count > maxDots && <span className="font-mono text-amber text-xs">+{count - maxDots}</span>}
      {places(dots).map((place) => (
        <span key={place} className="size-1.5 rounded-full bg-amber" />
      ))}
    </span>
  )
}

/** Beyond a lowered limit lanes are still in use: they turn amber. Without a limit the road goes on. */
function Lanes({ running, limit }: { running: number; limit: number | null }) {
  const count = limit === null ? running : Math.max(limit, running)
  return (
    <span className="inline-flex items-center gap-[3px]">
      {places(count).map((lane) => (
        <Lane key={lane} used={lane < running} over={limit !== null && lane >= limit} />
      ))}
      {limit === null && (
        <span className="open-end inline-flex gap-[3px]">
          {places(openLanes).map((lane) => (
            <Lane key={lane} used={false} over={false} />
          ))}
        </span>
      )}
    </span>
  )
}

function Lane({ used, over }: { used: boolean; over: boolean }) {
  return (
    <span className="free-lane flex h-5 w-[7px] items-end overflow-hidden rounded-[2px]">
      <span
        className={cn(
          'w-full transition-[height] duration-200',
          used ? 'h-full' : 'h-0',
          over ? 'bg-amber' : 'bg-accent',
        )}
      />
    </span>
  )
}

/** Too many lanes to draw: one bar. Without a limit it has no end. */
function Bar({ running, limit }: { running: number; limit: number | null }) {
  const share = limit === null ? 1 : Math.min(1, running / Math.max(1, limit))
  return (
    <span className={cn('inline-flex h-5 w-28 overflow-hidden rounded-[2px] bg-sunken', limit === null && 'open-end')}>
      <span
        className={cn('h-full transition-[width]', limit !== null && running > limit ? 'bg-amber' : 'bg-accent')}
        style={{ width: `${share * 100}%` }}
      />
    </span>
  )
}
