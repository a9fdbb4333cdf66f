import { logger } from '../logger'
import { readMetric, systemProbes } from './metrics/read-metric'
import type { AlertPreview, PreviewAlertInput } from './schemas'
import { alertMetrics } from './types'

const defaultWindowSeconds = 300
const maxShown = 50

/** The present numbers of a metric, the highest first (the lowest where less is worse), as a rule would see them now. */
export async function previewAlert(input: PreviewAlertInput): Promise<AlertPreview> {
  const { metric, windowSeconds = defaultWindowSeconds, filters = {} } = input
  const { unit } = alertMetrics[metric]
  const lowFirst = metric === 'available_accounts' || metric === 'upstream_budget_left' || metric === 'disk_free'
  try {
    const read = await readMetric(metric, { filters, windowSeconds, nowMs: Date.now(), probes: systemProbes })
    const sorted = read.sort((a, b) => (lowFirst ? a.value - b.value : b.value - a.value))
    return { unit, readings: sorted.slice(0, maxShown), error: null }
  } catch (error) {
    logger().warn({ metric, err: error }, 'the number of an alert rule could not be read')
    return { unit, readings: [], error: error instanceof Error ? error.message : 'unknown' }
  }
}
