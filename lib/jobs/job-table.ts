import { pruneIdempotencyRecords } from '../http'
import { compactProcesses, ensurePartitions, expirePromotions, forgetResponses, reconcile } from '../ledger'
import { settings } from '../settings'
import { rollSubscriptions } from '../subscriptions'
import { dropOldUsage, rollUpUsage } from '../usage'
import type { Job } from './types'

/** Every periodic job of the program. */
export const jobTable: readonly Job[] = [
  { name: 'usage-rollups', cron: '* * * * *', run: rollUpUsage },
  { name: 'promotion-expiry', cron: '* * * * *', run: expirePromotions },
  { name: 'subscription-periods', cron: '* * * * *', run: async () => await rollSubscriptions() },
  { name: 'partitions-ahead', cron: '15 */6 * * *', run: async () => await ensurePartitions() },
  { name: 'reconcile', cron: '30 * * * *', run: async () => ({ differences: (await reconcile()).length }) },
  { name: 'usage-retention', cron: '45 3 * * *', run: async () => await dropOldUsage(settings().usageRetentionMonths) },
  { name: 'response-owners', cron: '20 * * * *', run: forgetResponses },
  { name: 'idempotency-records', cron: '10 4 * * *', run: async () => await pruneIdempotencyRecords() },
  { name: 'process-registry', cron: '50 4 * * *', run: compactProcesses },
]
