import type { AlertMetric, AlertOperator } from '@/lib/alerts'
import type { AlertRuleView } from '@/lib/alerts/schemas'
import { proposals } from './proposals'
import { filtersOf, ruleInput } from './rule-input'
import { isMetric } from './use-alert-value'

/** What decides whether a rule fires, as far as it is typed. */
export type Condition = {
  metric: AlertMetric
  operator: AlertOperator
  threshold: number | null
  windowSeconds: number | null
  filters: Record<string, unknown>
}

const firstMetric: AlertMetric = 'error_rate'
const firstWindowSeconds = 300

/** The condition of a stored rule, or of the first proposal. */
export function conditionOf(rule: AlertRuleView | null): Condition {
  const metric = rule && isMetric(rule.metric) ? rule.metric : firstMetric
  const { operator, threshold } = rule ?? proposals[metric]
  return {
    metric,
    operator,
    threshold,
    windowSeconds: rule?.windowSeconds ?? firstWindowSeconds,
    filters: rule?.filters ?? {},
  }
}

/** The condition as it stands in the form now. */
export function typedCondition(form: FormData, before: Condition): Condition {
  const { metric, operator, threshold, windowSeconds } = ruleInput(form)
  return {
    metric: typeof metric === 'string' && isMetric(metric) ? metric : before.metric,
    operator: operator === 'below' ? 'below' : 'above',
    threshold: typeof threshold === 'number' ? threshold : null,
    windowSeconds: typeof windowSeconds === 'number' ? windowSeconds : null,
    filters: filtersOf(form),
  }
}
