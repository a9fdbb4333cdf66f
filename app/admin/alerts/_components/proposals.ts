import type { AlertMetric, AlertOperator } from '@/lib/alerts'

type Proposal = { operator: AlertOperator; threshold: number; forSeconds: number }

const flag: Proposal = { operator: 'above', threshold: 0, forSeconds: 0 }

/** Where a new rule over a metric begins. */
export const proposals: Record<AlertMetric, Proposal> = {
  error_rate: { operator: 'above', threshold: 10, forSeconds: 60 },
  available_accounts: { operator: 'below', threshold: 1, forSeconds: 20 },
  account_error: flag,
  account_cooling: { ...flag, forSeconds: 60 },
  waiting_calls: { operator: 'above', threshold: 50, forSeconds: 60 },
  queue_wait_p95: { operator: 'above', threshold: 10_000, forSeconds: 60 },
  first_token_p95: { operator: 'above', threshold: 30_000, forSeconds: 300 },
  upstream_budget_left: { operator: 'below', threshold: 10, forSeconds: 0 },
  invariant_broken: { ...flag, forSeconds: 60 },
  webhook_lag: { operator: 'above', threshold: 300, forSeconds: 0 },
  job_late: { operator: 'above', threshold: 600, forSeconds: 0 },
  job_failed: flag,
  disk_free: { operator: 'below', threshold: 10, forSeconds: 60 },
  database_size: { operator: 'above', threshold: 50, forSeconds: 0 },
  store_unreachable: flag,
}
