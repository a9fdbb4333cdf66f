import { statfs } from 'node:fs/promises'
import { env } from '../../env'
import type { AlertMetric, AlertProbes, ReadInput, Reading, ReadMetric } from '../types'
import {
  readAccountCooling,
  readAccountError,
  readAvailableAccounts,
  readStoreUnreachable,
  readWaitingCalls,
} from './read-accounts'
import { readErrorRate } from './read-error-rate'
import { readInvariants } from './read-invariants'
import { readJobFailed, readJobLate } from './read-jobs'
import { readFirstToken, readQueueWait } from './read-latencies'
import { readDatabaseSize, readDiskFree, readWebhookLag } from './read-platform'
import { readUpstreamBudget } from './read-upstream-budget'

const readers: Record<AlertMetric, ReadMetric> = {
  error_rate: readErrorRate,
  available_accounts: readAvailableAccounts,
  account_error: readAccountError,
  account_cooling: readAccountCooling,
  waiting_calls: readWaitingCalls,
  queue_wait_p95: readQueueWait,
  first_token_p95: readFirstToken,
  upstream_budget_left: readUpstreamBudget,
  invariant_broken: readInvariants,
  webhook_lag: readWebhookLag,
  job_late: readJobLate,
  job_failed: readJobFailed,
  disk_free: readDiskFree,
  database_size: readDatabaseSize,
  store_unreachable: readStoreUnreachable,
}

/** The machine itself. */
export const systemProbes: AlertProbes = {
  async freeDiskShare() {
    const { bavail, blocks } = await statfs(env().DATA_DIR)
    return blocks === 0 ? 1 : bavail / blocks
  },
}

/** The present numbers of a metric, one for each label; throws when they can't be known. */
export async function readMetric(metric: AlertMetric, input: ReadInput): Promise<Reading[]> {
  return await readers[metric](input)
}
