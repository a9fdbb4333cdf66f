'use client'

import { Area, AreaChart, Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { axisWidth } from './axis-width'
import { type ChartUnit, formatValue } from './chart-format'
import { ChartTooltip } from './chart-tooltip'
import type { ChartPoint } from './series'
import { type Granularity, useBucketLabel } from './use-bucket-label'
import { useReducedMotion } from './use-reduced-motion'

export type StackedPlotProps = {
  kind: 'bar' | 'area'
  points: readonly ChartPoint[]
  series: readonly string[]
  unit: ChartUnit
  granularity: Granularity
  colours: ReadonlyMap<string, string>
}

const tick = { fill: 'var(--ink-soft)', fontSize: 12 }
const tickCount = 4
const margin = { top: 8, right: 4, bottom: 0, left: 0 }

/** Draws, decides nothing. */
export function StackedPlot({ kind, points, series, unit, granularity, colours }: StackedPlotProps) {
  const bucketLabel = useBucketLabel(granularity)
  const still = useReducedMotion()
  const Chart = kind === 'bar' ? BarChart : AreaChart
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: 240 }}>
      <Chart data={[...points]} margin={margin} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="at"
          tickFormatter={(at: string) => bucketLabel(at)}
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: 'var(--edge)' }}
          minTickGap={32}
          tickMargin={8}
        />
        <YAxis
          tickFormatter={(value: number) => formatValue(value, unit)}
          tick={tick}
          tickLine={false}
          axisLine={false}
          width={axisWidth(points, series, unit)}
          tickCount={tickCount}
          allowDecimals={unit !== 'count'}
        />
        <Tooltip
          cursor={kind === 'bar' ? { fill: 'var(--sunken)' } : { stroke: 'var(--edge)' }}
          isAnimationActive={false}
          content={({ active, label }) => (
            <ChartTooltip
              active={active}
              title={active && typeof label === 'string' ? bucketLabel(label, true) : ''}
              values={points.find((point) => point.at === label)?.values}
              series={series}
              unit={unit}
              colours={colours}
            />
          )}
        />
        {series.map((name) => {
          const shape = {
            name,
            dataKey: (point: ChartPoint) => point.values[name] ?? 0,
            stackId: 'all',
            fill: colours.get(name) ?? 'var(--edge)',
            isAnimationActive: !still,
            animationDuration: 200,
          }
          return kind === 'bar' ? (
            <Bar key={name} {...shape} maxBarSize={36} stroke="var(--surface)" strokeWidth={1} />
          ) : (
            <Area key={name} {...shape} type="linear" stroke="var(--surface)" strokeWidth={1} fillOpacity={1} />
          )
        })}
      </Chart>
    </ResponsiveContainer>
  )
}
