'use client'

import { ArrowDownIcon, ArrowUpIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { type ChartUnit, formatValue } from './chart-format'
import { type ChartPoint, type SeriesSummary, summarise } from './series'

type LegendTableProps = {
  points: readonly ChartPoint[]
  series: readonly string[]
  unit: ChartUnit
  colours: ReadonlyMap<string, string>
}

type Column = 'minimum' | 'maximum' | 'average' | 'total'

const columns: readonly Column[] = ['minimum', 'maximum', 'average', 'total']

/** Legend and numbers in one: sortable, right-aligned. */
export function LegendTable({ points, series, unit, colours }: LegendTableProps) {
  const t = useTranslations('ui.chart')
  const [sort, setSort] = useState<{ by: Column; descending: boolean }>({ by: 'total', descending: true })
  const rows = useMemo(() => {
    const order = (a: SeriesSummary, b: SeriesSummary) =>
      sort.descending ? b[sort.by] - a[sort.by] : a[sort.by] - b[sort.by]
    return summarise(points, series).sort(order)
  }, [points, series, sort])
  const Arrow = sort.descending ? ArrowDownIcon : ArrowUpIcon
  return (
    <Table label={t('series')}>
      <TableHeader>
        <TableRow className="hover:bg-transparent">
          <TableHead>{t('series')}</TableHead>
          {columns.map((column) => (
            <TableHead
              key={column}
              numeric
              aria-sort={sort.by === column ? (sort.descending ? 'descending' : 'ascending') : undefined}
            >
              <button
                type="button"
                className="focus-ring touch-target inline-flex items-center gap-1 rounded-sm hover:text-ink"
                onClick={() => setSort({ by: column, descending: sort.by === column ? !sort.descending : true })}
              >
                {sort.by === column && <Arrow aria-hidden className="size-3" />}
                {t(column)}
              </button>
            </TableHead>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.name}>
            <TableCell className="h-9">
              <span className="flex items-center gap-2 whitespace-nowrap">
                <span aria-hidden className="size-2.5 rounded-[2px]" style={{ background: colours.get(row.name) }} />
                {row.name}
              </span>
            </TableCell>
            {columns.map((column) => (
              <TableCell key={column} numeric className="h-9 font-mono text-xs">
                {formatValue(row[column], unit)}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
