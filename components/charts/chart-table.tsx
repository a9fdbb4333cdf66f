'use client'

import { useTranslations } from 'next-intl'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { type ChartUnit, formatValue } from './chart-format'
import type { ChartPoint } from './series'
import { type Granularity, useBucketLabel } from './use-bucket-label'

type ChartTableProps = {
  label: string
  points: readonly ChartPoint[]
  series: readonly string[]
  unit: ChartUnit
  granularity: Granularity
  maxHeight: number
}

/** The same numbers without the picture. */
export function ChartTable({ label, points, series, unit, granularity, maxHeight }: ChartTableProps) {
  const t = useTranslations('ui.chart')
  const bucketLabel = useBucketLabel(granularity)
  return (
    <div className="overflow-y-auto" style={{ height: maxHeight }}>
      <Table label={label}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>{t('time')}</TableHead>
            {series.map((name) => (
              <TableHead key={name} numeric>
                {name}
              </TableHead>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {points.map((point) => (
            <TableRow key={point.at}>
              <TableHead scope="row">{bucketLabel(point.at, true)}</TableHead>
              {series.map((name) => (
                <TableCell key={name} numeric className="h-9 font-mono text-xs">
                  {formatValue(point.values[name] ?? 0, unit)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}
