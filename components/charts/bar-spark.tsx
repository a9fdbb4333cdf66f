import { cn } from '@/components/ui/cn'
import { coloursFor } from './colours'
import type { ChartPoint } from './series'

export type BarSparkProps = {
  points: readonly ChartPoint[]
  series: readonly string[]
  /** Says the trend in words. */
  label: string
  catalogue?: readonly string[]
  className?: string
}

/** A small stacked bar per bucket, without axes, for cards; drawn on the server. */
export function BarSpark({ points, series, label, catalogue, className }: BarSparkProps) {
  const colours = coloursFor(series, catalogue)
  const totals = points.map((point) => series.reduce((sum, name) => sum + (point.values[name] ?? 0), 0))
  const top = Math.max(...totals, 0)
  return (
    <div data-slot="bar-spark" role="img" aria-label={label} className={cn('flex h-16 items-end gap-px', className)}>
      {points.map((point, index) => (
        <div key={point.at} className="flex h-full min-w-0 flex-1 flex-col-reverse border-line border-b">
          {(totals[index] ?? 0) > 0 &&
            series.map((name) => (
              <span
                key={name}
                style={{ height: `${((point.values[name] ?? 0) / top) * 100}%`, background: colours.get(name) }}
              />
            ))}
        </div>
      ))}
    </div>
  )
}
