'use client'

import { useTranslations } from 'next-intl'
import { lazy, Suspense, useMemo, useState } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import type { ChartUnit } from './chart-format'
import { ChartTable } from './chart-table'
import { coloursFor } from './colours'
import { LegendTable } from './legend-table'
import type { ChartPoint } from './series'
import type { Granularity } from './use-bucket-label'

// The largest part of any page's scripts: it comes after the page stands, into a place of its final size.
const StackedPlot = lazy(async () => ({ default: (await import('./stacked-plot')).StackedPlot }))

export type StackedChartProps = {
  /** Names the chart for screen readers: "Spend by model". */
  label: string
  points: readonly ChartPoint[]
  /** From the bottom of the stack up; the caller has chosen the top ones and "Others". */
  series: readonly string[]
  unit: ChartUnit
  kind?: 'bar' | 'area'
  granularity?: Granularity
  /** All names that may ever share a chart, so that each keeps its colour. */
  catalogue?: readonly string[]
  height?: number
  legend?: boolean
  className?: string
}

/** Series stacked over time, with a legend that has the numbers and a table instead of the picture. */
export function StackedChart({
  kind = 'bar',
  granularity = 'day',
  height = 240,
  legend = true,
  ...props
}: StackedChartProps) {
  const t = useTranslations('ui.chart')
  const [asTable, setAsTable] = useState(false)
  const colours = useMemo(() => coloursFor(props.series, props.catalogue), [props.series, props.catalogue])
  const empty = !props.points.some((point) => props.series.some((name) => (point.values[name] ?? 0) > 0))
  const shared = { points: props.points, series: props.series, unit: props.unit, granularity, colours }
  if (empty) {
    return (
      <div
        data-slot="stacked-chart"
        className={cn('grid place-items-center text-ink-soft text-sm', props.className)}
        style={{ height }}
      >
        {t('empty')}
      </div>
    )
  }
  return (
    <figure
      data-slot="stacked-chart"
      aria-label={props.label}
      className={cn('flex min-w-0 flex-col gap-4', props.className)}
    >
      {asTable ? (
        <ChartTable label={props.label} maxHeight={height} {...shared} />
      ) : (
        // The plot is wider than a phone until it has measured its place.
        <div aria-hidden className="min-w-0 overflow-x-clip" style={{ height }}>
          <Suspense>
            <StackedPlot kind={kind} {...shared} />
          </Suspense>
        </div>
      )}
      {legend && <LegendTable points={props.points} series={props.series} unit={props.unit} colours={colours} />}
      <figcaption className="flex justify-end">
        <Button variant="ghost" size="sm" onClick={() => setAsTable(!asTable)}>
          {asTable ? t('showChart') : t('showTable')}
        </Button>
      </figcaption>
    </figure>
  )
}
