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

/** Concurrency as a toll plaza: lanes in use, free lanes, and who waits before the gate. */
export function LaneMeter({ running, waiting, limit, bare = false, className }: LaneMeterProps) {
  const t = useTranslations('ui.lanes')
  const label = limit === null ? t('unlimited', { running, waiting }) : t('full', { running, limit, waiting })
  const asLanes = limit !== null && limit <= maxLanes && running <= maxLanes
  return (
    <span
      data-slot="lane-meter"
      role="img"
      aria-label={label}
      className={cn('inline-flex items-center gap-3', className)}
    >
      <span className="inline-flex items-center gap-1.5">
        <WaitingDots count={waiting} />
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

function Lanes({ running, limit }: { running: number; limit: number }) {
  return (
    <span className="inline-flex items-center gap-[3px]">
      {places(Math.max(limit, running)).map((lane) => (
        <span
          key={lane}
          className={cn(
            'h-5 w-[7px] overflow-hidden rounded-[2px]',
            lane >= limit ? 'bg-amber' : lane < running ? 'origin-bottom animate-lane-fill bg-accent' : 'free-lane',
          )}
        />
      ))}
    </span>
  )
}

/** Without a limit the bar has no end: it fades out instead. */
function Bar({ running, limit }: { running: number; limit: number | null }) {
  const share = limit === null ? (running > 0 ? 0.5 : 0) : Math.min(1, running / Math.max(1, limit))
  return (
    <span className={cn('inline-flex h-5 w-28 overflow-hidden rounded-[2px] bg-sunken', limit === null && 'open-end')}>
      <span
        className={cn('h-full transition-[width]', limit !== null && running > limit ? 'bg-amber' : 'bg-accent')}
        style={{ width: `${share * 100}%` }}
      />
    </span>
  )
}
