import { cn } from '@/components/ui/cn'

export type SparklineProps = {
  values: readonly number[]
  /** Says the trend in words; the picture is only a picture. */
  label: string
  className?: string
}

const width = 100
const height = 24

/** A line of numbers without axes, for cards and rows; drawn on the server. */
export function Sparkline({ values, label, className }: SparklineProps) {
  const top = Math.max(...values, 0)
  const step = values.length > 1 ? width / (values.length - 1) : 0
  const points = values.map((value, index) => {
    const y = top > 0 ? height - 1 - (value / top) * (height - 2) : height - 1
    return `${(index * step).toFixed(2)},${y.toFixed(2)}`
  })
  return (
    <svg
      data-slot="sparkline"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className={cn('h-6 w-full overflow-visible text-ink-soft', className)}
    >
      {values.length > 1 && (
        <polygon points={`0,${height} ${points.join(' ')} ${width},${height}`} fill="currentColor" opacity={0.1} />
      )}
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}
