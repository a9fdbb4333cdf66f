import type { ActorContext } from '../auth/types'
import { inTransaction } from '../db/prisma'
import { createAlertRule } from './create-alert-rule'
import type { CreateAlertRuleInput } from './schemas'

const mark = 'alerts:default-rules'
const quarterHour = 900
const hour = 3_600

const defaults: readonly CreateAlertRuleInput[] = [
  ...[
    { name: 'Books don’t balance', metric: 'invariant_broken' as const, severity: 'critical' as const, forSeconds: 60 },
    {
      name: 'Redis doesn’t answer',
      metric: 'store_unreachable' as const,
      severity: 'critical' as const,
      forSeconds: 0,
    },
    { name: 'Account out of service', metric: 'account_error' as const, severity: 'warning' as const, forSeconds: 0 },
    { name: 'Account rests', metric: 'account_cooling' as const, severity: 'info' as const, forSeconds: 60 },
    { name: 'Job failed', metric: 'job_failed' as const, severity: 'warning' as const, forSeconds: 0 },
  ].map((rule) => ({ ...rule, operator: 'above' as const, threshold: 0, cooldownSeconds: quarterHour })),
  {
    ...{ name: 'Pool without an account', metric: 'available_accounts', operator: 'below', threshold: 1 },
    ...{ severity: 'critical', forSeconds: 20, cooldownSeconds: quarterHour },
  },
  {
    ...{
      name: 'Upstreams fail',
      metric: 'error_rate',
      operator: 'above',
      threshold: 20,
      filters: { owner: 'upstream' },
    },
    ...{ severity: 'warning', windowSeconds: 300, forSeconds: 60 },
  },
  {
    ...{ name: 'We fail', metric: 'error_rate', operator: 'above', threshold: 5, filters: { owner: 'us' } },
    ...{ severity: 'critical', windowSeconds: 300, forSeconds: 60 },
  },
  {
    ...{ name: 'Long waits', metric: 'queue_wait_p95', operator: 'above', threshold: 10_000 },
    ...{ severity: 'warning', windowSeconds: 300, forSeconds: 60 },
  },
  {
    ...{ name: 'Slow first tokens', metric: 'first_token_p95', operator: 'above', threshold: 30_000 },
    ...{ severity: 'warning', windowSeconds: quarterHour, forSeconds: 300 },
  },
  {
    ...{ name: 'Stripe events wait', metric: 'webhook_lag', operator: 'above', threshold: 300 },
    ...{ severity: 'critical', forSeconds: 0 },
  },
  {
    ...{ name: 'Job late', metric: 'job_late', operator: 'above', threshold: 600 },
    ...{ severity: 'warning', forSeconds: 0 },
  },
  {
    ...{ name: 'Disk fills up', metric: 'disk_free', operator: 'below', threshold: 10 },
    ...{ severity: 'critical', forSeconds: 60, cooldownSeconds: 4 * hour },
  },
]

/** Puts the rules of a new installation in, once: what an operator changed or removed since stays so. Answers how many were made. */
export async function ensureDefaultRules(ctx: ActorContext): Promise<number> {
  const isFirst = await inTransaction(async (tx) => {
    if ((await tx.alertRule.count()) > 0) return false
    const made = await tx.jobWatermark.createMany({
      data: [{ name: mark, reachedAt: new Date() }],
      skipDuplicates: true,
    })
    return made.count === 1
  })
  if (!isFirst) return 0
  for (const rule of defaults) await createAlertRule(ctx, rule)
  return defaults.length
}
