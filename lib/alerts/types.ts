/** What a rule can watch; one place for names, units and first proposals. No import here: pages in the browser read it. */
export const alertMetrics = {
  error_rate: { unit: 'percent', windowed: true, everySeconds: 20, filters: ['owner', 'poolId', 'minCalls'] },
  available_accounts: { unit: 'count', windowed: false, everySeconds: 20, filters: ['poolId'] },
  account_error: { unit: 'flag', windowed: false, everySeconds: 20, filters: ['accountId'] },
  account_cooling: { unit: 'flag', windowed: false, everySeconds: 20, filters: ['accountId'] },
  waiting_calls: { unit: 'count', windowed: false, everySeconds: 20, filters: ['poolId'] },
  queue_wait_p95: { unit: 'ms', windowed: true, everySeconds: 20, filters: ['poolId', 'minCalls'] },
  first_token_p95: { unit: 'ms', windowed: true, everySeconds: 20, filters: ['poolId', 'model', 'minCalls'] },
  upstream_budget_left: {
    unit: 'percent',
    windowed: false,
    everySeconds: 60,
    filters: ['accountId', 'budgetNanoUsd', 'period'],
  },
  invariant_broken: { unit: 'flag', windowed: false, everySeconds: 60, filters: [] },
  webhook_lag: { unit: 'seconds', windowed: false, everySeconds: 20, filters: [] },
  job_late: { unit: 'seconds', windowed: false, everySeconds: 20, filters: [] },
  job_failed: { unit: 'flag', windowed: false, everySeconds: 20, filters: [] },
  disk_free: { unit: 'percent', windowed: false, everySeconds: 60, filters: [] },
  database_size: { unit: 'gibibytes', windowed: false, everySeconds: 60, filters: [] },
  store_unreachable: { unit: 'flag', windowed: false, everySeconds: 20, filters: [] },
} as const satisfies Record<string, MetricDescription>

type MetricDescription = {
  unit: 'percent' | 'count' | 'flag' | 'ms' | 'seconds' | 'gibibytes'
  /** Whether it is taken over the rule's window; the others are of the moment. */
  windowed: boolean
  /** Dear ones are read less often. */
  everySeconds: 20 | 60
  filters: readonly AlertFilterName[]
}

export type AlertMetric = keyof typeof alertMetrics
export type AlertUnit = MetricDescription['unit']
export type AlertFilterName = 'owner' | 'poolId' | 'accountId' | 'model' | 'minCalls' | 'budgetNanoUsd' | 'period'

/** What narrows a metric; which ones a metric takes stands in `alertMetrics`. */
export type AlertFilters = {
  owner?: 'customer' | 'us' | 'upstream' | undefined
  poolId?: string | undefined
  accountId?: string | undefined
  model?: string | undefined
  /** Fewer calls in the window say nothing. */
  minCalls?: number | undefined
  budgetNanoUsd?: string | undefined
  /** UTC. */
  period?: 'day' | 'month' | undefined
}

export type AlertOperator = 'above' | 'below'
export type AlertSeverity = 'info' | 'warning' | 'critical'

/** One number of a metric; `label` tells apart what it is about and stays the same from turn to turn. */
export type Reading = { label: string; value: number; name?: string; reason?: string }

/** What a metric needs beside the database and the slot store, so that tests can stand in for a machine. */
export type AlertProbes = {
  /** Free share of the volume of DATA_DIR, 0 to 1. */
  freeDiskShare(): Promise<number>
}

export type ReadInput = { filters: AlertFilters; windowSeconds: number; nowMs: number; probes: AlertProbes }
/** Throws when the number can't be known at the moment: then nothing fires and nothing resolves. */
export type ReadMetric = (input: ReadInput) => Promise<Reading[]>
