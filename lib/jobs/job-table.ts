import { pruneAlerts } from '../alerts'
import {
  endLeftSubscriptions,
  reconcileCheckouts,
  reconcileEvents,
  retryEvents,
  runAutoTopUps,
  syncPlans,
} from '../billing'
import { pruneIdempotencyRecords } from '../http'
import { checkCosts, compactProcesses, ensurePartitions, expirePromotions, forgetResponses, reconcile } from '../ledger'
import { sumCostDays } from '../margin'
import { sendNotices } from '../notices'
import { hashClearCodes } from '../redeem-codes'
import { settings } from '../settings'
import { rollSubscriptions } from '../subscriptions'
import { dropOldUsage, rollUpUsage } from '../usage'
import type { Job } from './types'

/** Every periodic job of the program. */
export const jobTable: readonly Job[] = [
  { name: 'usage-rollups', cron: '* * * * *', run: rollUpUsage },
  { name: 'cost-days', cron: '*/10 * * * *', run: async () => await sumCostDays() },
  { name: 'promotion-expiry', cron: '* * * * *', run: expirePromotions },
  { name: 'subscription-periods', cron: '* * * * *', run: async () => await rollSubscriptions() },
  { name: 'notices', cron: '* * * * *', run: async () => await sendNotices() },
  { name: 'stripe-checkouts', cron: '* * * * *', run: reconcileCheckouts },
  { name: 'stripe-retries', cron: '* * * * *', run: retryEvents },
  { name: 'stripe-events', cron: '*/5 * * * *', run: reconcileEvents },
  { name: 'stripe-plans', cron: '*/5 * * * *', run: syncPlans },
  { name: 'stripe-left-subscriptions', cron: '25 * * * *', run: endLeftSubscriptions },
  { name: 'auto-top-ups', cron: '* * * * *', run: runAutoTopUps },
  { name: 'partitions-ahead', cron: '15 */6 * * *', run: async () => await ensurePartitions() },
  { name: 'ledger-costs', cron: '40 * * * *', run: async () => await checkCosts() },
  { name: 'reconcile', cron: '30 * * * *', run: async () => ({ differences: (await reconcile()).length }) },
  { name: 'usage-retention', cron: '45 3 * * *', run: async () => await dropOldUsage(settings().usageRetentionMonths) },
  { name: 'response-owners', cron: '20 * * * *', run: forgetResponses },
  { name: 'idempotency-records', cron: '10 4 * * *', run: async () => await pruneIdempotencyRecords() },
  { name: 'alert-history', cron: '5 4 * * *', run: async () => await pruneAlerts() },
  { name: 'redeem-code-hashes', cron: '35 * * * *', run: async () => ({ hashed: await hashClearCodes() }) },
  { name: 'process-registry', cron: '50 4 * * *', run: compactProcesses },
]
