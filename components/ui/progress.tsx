import { cn } from './cn'

export type ProgressProps = {
  /** Names what is measured, for screen readers. */
  label: string
  value: number
  max: number
  /** Turns amber, then red, as the value nears `max`; off for plain progress. */
  warn?: boolean
  className?: string
}

/** How much of something is used or done. */
export function Progress({ label, value, max, warn = false, className }: ProgressProps) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0
  const tone = warn && share >= 1 ? 'bg-red' : warn && share >= 0.8 ? 'bg-amber' : 'bg-ink'
  return (
    <div
      data-slot="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={Math.min(value, max)}
      className={cn('h-2 w-full overflow-hidden rounded-full bg-sunken ring-1 ring-line ring-inset', className)}
    >
      <div className={cn('h-full rounded-full transition-[width]', tone)} style={{ width: `${share * 100}%` }} />
    </div>
  )
}
