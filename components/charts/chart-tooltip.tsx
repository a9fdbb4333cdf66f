import { useTranslations } from 'next-intl'
import { type ChartUnit, formatValue } from './chart-format'

type ChartTooltipProps = {
  active: boolean | undefined
  title: string
  values: Readonly<Record<string, number>> | undefined
  series: readonly string[]
  unit: ChartUnit
  colours: ReadonlyMap<string, string>
}

/** The numbers of one bucket, largest on top as in the stack. */
export function ChartTooltip({ active, title, values, series, unit, colours }: ChartTooltipProps) {
  const t = useTranslations('ui.chart')
  if (!active || !values) return null
  const rows = series
    .map((name) => ({ name, value: values[name] ?? 0 }))
    .filter((row) => row.value !== 0)
    .reverse()
  const total = rows.reduce((sum, row) => sum + row.value, 0)
  return (
    <div className="min-w-44 rounded-lg border border-line bg-surface p-3 text-xs shadow-overlay">
      <p className="mb-2 font-medium">{title}</p>
      <ul className="flex flex-col gap-1">
        {rows.map((row) => (
          <li key={row.name} className="flex items-center gap-2">
            <span className="size-2.5 rounded-[2px]" style={{ background: colours.get(row.name) }} />
            <span className="flex-1 text-ink-soft">{row.name}</span>
            <span className="pl-4 font-mono tabular-nums">{formatValue(row.value, unit)}</span>
          </li>
        ))}
        {rows.length !== 1 && (
          <li className="flex justify-between border-line border-t pt-1.5 font-medium">
            <span>{t('total')}</span>
            <span className="font-mono tabular-nums">{formatValue(total, unit)}</span>
          </li>
        )}
      </ul>
    </div>
  )
}
