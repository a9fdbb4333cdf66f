import { formatDuration } from '@/components/pieces/format-duration'
import type { SettingRow } from './setting-rows'

type Words = (key: 'default' | 'defaultEmpty' | 'bounds', values: Record<string, string>) => string

/** The default and, where there are any, the bounds, as one line. */
export function boundsOf(row: SettingRow, t: Words): string {
  const show = (value: string): string => {
    if (row.kind === 'amount') return `$${value}`
    if (row.kind !== 'number') return value
    return row.unit === 'ms' ? formatDuration(Number(value)) : `${Number(value).toLocaleString('en-US')} ${row.unit}`
  }
  const standard = row.standard === '' ? t('defaultEmpty', {}) : t('default', { value: show(row.standard) })
  if (row.kind !== 'number' && row.kind !== 'amount') return standard
  return `${standard} · ${t('bounds', { min: show(row.min), max: show(row.max) })}`
}
