import { AppError } from '../errors'
import { assertEnterableUrl } from '../http/guarded-url'
import { type AlertFilters, type AlertMetric, alertMetrics } from './types'

type Refusals = Record<string, string>

function filterRefusals(metric: AlertMetric, filters: AlertFilters): Refusals {
  const taken: readonly string[] = alertMetrics[metric].filters
  const extra = Object.entries(filters).filter(([name, value]) => value !== undefined && !taken.includes(name))
  const refusals = Object.fromEntries(extra.map(([name]) => [`filters.${name}`, `does not apply to ${metric}`]))
  if (metric === 'upstream_budget_left' && filters.budgetNanoUsd === undefined) {
    refusals['filters.budgetNanoUsd'] = 'name the budget that may be spent in the period'
  }
  return refusals
}

type RuleParts = {
  metric: AlertMetric
  filters: AlertFilters
  webhookUrl: string | null
  hasWebhookSecret: boolean
  isPublic: boolean
  publicTitle: string
}

/** Throws invalid_request for parts of a rule that don't go together, and for a webhook that may not be called. */
export async function assertRuleFits(rule: RuleParts): Promise<void> {
  const refusals = filterRefusals(rule.metric, rule.filters)
  if (rule.webhookUrl !== null && !rule.hasWebhookSecret) {
    refusals['webhookSecret'] = 'a webhook needs a secret of at least 16 characters to be signed with'
  }
  if (rule.isPublic && rule.publicTitle === '') {
    refusals['publicTitle'] = 'a public rule needs a title for the status page'
  }
  if (rule.webhookUrl !== null) {
    await assertEnterableUrl(rule.webhookUrl).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error
      refusals['webhookUrl'] = error.details.fieldErrors?.['url'] ?? error.message
    })
  }
  if (Object.keys(refusals).length === 0) return
  throw new AppError('invalid_request', Object.values(refusals).join('; '), { details: { fieldErrors: refusals } })
}
