import { createLoader, parseAsStringLiteral } from 'nuqs/server'

export const ranges = ['24h', '7d', '30d', '90d'] as const
export type Range = (typeof ranges)[number]

export const granularities = ['15min', 'hour', 'day', 'week'] as const
export type Granularity = (typeof granularities)[number]

const hourMs = 3_600_000
export const rangeMs: Record<Range, number> = {
  '24h': 24 * hourMs,
  '7d': 7 * 24 * hourMs,
  '30d': 30 * 24 * hourMs,
  '90d': 90 * 24 * hourMs,
}

/** Steps that make sense for a range, the usual one first. */
export const stepsOf: Record<Range, readonly [Granularity, ...Granularity[]]> = {
  '24h': ['hour', '15min'],
  '7d': ['day', 'hour'],
  '30d': ['day', 'week'],
  '90d': ['week', 'day'],
}

export const loadOverviewParams = createLoader({
  range: parseAsStringLiteral(ranges).withDefault('7d'),
  by: parseAsStringLiteral(granularities),
})
