import { prisma } from '../db/prisma'
import { logger } from '../logger'
import { filtersOf } from './alert-rule-json'
import { applyReadings } from './apply-readings'
import { readMetric, systemProbes } from './metrics/read-metric'
import { resolveDisabled } from './resolve-disabled'
import { createAlertRuleInput } from './schemas'
import { type AlertProbes, alertMetrics } from './types'

const maxRules = 500
/** A turn comes a little early at times: it still counts. */
const slackMs = 2_000

export type Evaluation = { rules: number; fired: number; resolved: number; unknown: number }
export type EvaluateOptions = { nowMs: number; probes?: AlertProbes }

async function claim(ruleId: string, everySeconds: number, now: Date): Promise<boolean> {
  const before = new Date(now.getTime() - everySeconds * 1_000 + slackMs)
  const { count } = await prisma().alertRule.updateMany({
    where: { id: ruleId, enabled: true, OR: [{ evaluatedAt: null }, { evaluatedAt: { lte: before } }] },
    data: { evaluatedAt: now },
  })
  return count === 1
}

async function noteProblem(ruleId: string, before: string | null, problem: string | null): Promise<void> {
  if (before === problem) return
  await prisma().alertRule.updateMany({ where: { id: ruleId }, data: { lastError: problem } })
}

/**
 * One turn over all rules that are due: reads each metric, fires and resolves, and writes the messages that are to be
 * sent. Any number of processes may take turns; each rule is looked at by one of them. What can't be read neither fires
 * nor resolves, and the rule says so; one broken rule never keeps the others from being looked at.
 */
export async function evaluateAlerts(options: EvaluateOptions): Promise<Evaluation> {
  const { nowMs, probes = systemProbes } = options
  const now = new Date(nowMs)
  const total: Evaluation = { rules: 0, fired: 0, resolved: await resolveDisabled(now), unknown: 0 }
  const rules = await prisma().alertRule.findMany({ where: { enabled: true }, orderBy: { id: 'asc' }, take: maxRules })
  for (const rule of rules) {
    const metric = createAlertRuleInput.shape.metric.safeParse(rule.metric)
    if (!metric.success || !(await claim(rule.id, alertMetrics[metric.data].everySeconds, now))) continue
    total.rules += 1
    try {
      const { windowSeconds, lastError } = rule
      const input = { filters: filtersOf(rule.filters), windowSeconds, nowMs, probes }
      const { fired, resolved } = await applyReadings(rule, await readMetric(metric.data, input), now)
      total.fired += fired
      total.resolved += resolved
      await noteProblem(rule.id, lastError, null)
    } catch (error) {
      total.unknown += 1
      logger().warn({ rule: rule.name, err: error }, 'an alert rule could not be looked at; tried again next turn')
      await noteProblem(rule.id, rule.lastError, error instanceof Error ? error.message : 'unknown')
    }
  }
  return total
}
