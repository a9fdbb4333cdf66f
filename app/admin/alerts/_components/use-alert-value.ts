'use client'

import { useFormatter, useTranslations } from 'next-intl'
import { formatDuration } from '@/components/pieces/format-duration'
import type { AlertMetric, AlertUnit } from '@/lib/alerts'
import { alertMetrics } from '@/lib/alerts/types'

const msPerSecond = 1_000

/** The unit of a metric by its stored name; a count when the name isn't known. */
export function unitOf(metric: string): AlertUnit {
  return isMetric(metric) ? alertMetrics[metric].unit : 'count'
}

export function isMetric(name: string): name is AlertMetric {
  return Object.hasOwn(alertMetrics, name)
}

/** Writes a metric's number with its unit. */
export function useAlertValue(): (value: number, unit: AlertUnit) => string {
  const t = useTranslations('alerts.units')
  const format = useFormatter()
  return (value, unit) => {
    if (unit === 'flag') return t(value > 0 ? 'yes' : 'no')
    if (unit === 'ms') return formatDuration(value)
    if (unit === 'seconds') return formatDuration(value * msPerSecond)
    const number = format.number(value, { maximumFractionDigits: 2 })
    return unit === 'count' ? number : t(unit, { number })
  }
}
