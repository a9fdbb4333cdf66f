import { lockRow } from '../db/lock-row'
import { inTransaction, type Prisma } from '../db/prisma'
import { toJson } from '../db/to-json'
import { createId } from '../ids'
import { judge, meets, type Verdict } from './judge'
import { queueNotices } from './queue-notices'
import type { Reading } from './types'

type Rule = Prisma.AlertRuleGetPayload<object>
type Judgement = { reading: Reading; verdict: Verdict }
type Past = { pending: Map<string, Date>; open: Set<string>; lastFired: Map<string, Date> }

const maxLabels = 2_000

async function readPast(tx: Prisma.TransactionClient, ruleId: string): Promise<Past> {
  const pending = await tx.alertPending.findMany({ where: { ruleId }, take: maxLabels })
  const open = await tx.alertEvent.findMany({
    where: { ruleId, resolvedAt: null },
    select: { label: true },
    take: maxLabels,
  })
  const fired = await tx.alertEvent.groupBy({ by: ['label'], where: { ruleId }, _max: { firedAt: true } })
  const lastFired = new Map<string, Date>()
  for (const { label, _max } of fired) if (_max.firedAt) lastFired.set(label, _max.firedAt)
  return {
    pending: new Map(pending.map(({ label, since }) => [label, since])),
    open: new Set(open.map(({ label }) => label)),
    lastFired,
  }
}

function judgeAll(rule: Rule, readings: readonly Reading[], past: Past, nowMs: number): Judgement[] {
  const operator = rule.operator === 'below' ? 'below' : 'above'
  const seen = new Map(readings.map((reading) => [reading.label, reading]))
  // What is no longer told of (a pool was removed, nobody calls any more) doesn't meet the condition.
  const gone = [...past.open, ...past.pending.keys()].filter((label) => !seen.has(label))
  const judgementOf = (reading: Reading, holds: boolean): Judgement => {
    const { label } = reading
    const times = {
      pendingSinceMs: past.pending.get(label)?.getTime() ?? null,
      lastFiredMs: past.lastFired.get(label)?.getTime() ?? null,
    }
    const { forSeconds, cooldownSeconds } = rule
    return {
      reading,
      verdict: judge({ holds, nowMs, isOpen: past.open.has(label), ...times, forSeconds, cooldownSeconds }),
    }
  }
  return [
    ...[...seen.values()].map((reading) => judgementOf(reading, meets(reading.value, operator, rule.threshold))),
    ...gone.map((label) => judgementOf({ label, value: Number.NaN }, false)),
  ]
}

const labelsOf = (judgements: readonly Judgement[], ...verdicts: Verdict[]) =>
  judgements.filter(({ verdict }) => verdicts.includes(verdict)).map(({ reading }) => reading.label)

function eventOf(rule: Rule, { label, value, name, reason }: Reading, now: Date): Prisma.AlertEventCreateManyInput {
  const incident = rule.isPublic ? { incidentTitle: rule.publicTitle, incidentText: rule.publicText } : {}
  return {
    ...{ id: createId('alertEvent', now.getTime()), ruleId: rule.id, label, severity: rule.severity },
    ...{ value, lastValue: value, detail: toJson({ name, reason }), firedAt: now, ...incident },
  }
}

async function updateOpen(tx: Prisma.TransactionClient, ruleId: string, judgements: readonly Judgement[]) {
  for (const { reading, verdict } of judgements) {
    if ((verdict !== 'keep' && verdict !== 'resolve') || Number.isNaN(reading.value)) continue
    const where = { ruleId, label: reading.label, resolvedAt: null }
    await tx.alertEvent.updateMany({ where, data: { lastValue: reading.value } })
  }
}

/** Fires, resolves and remembers by a rule's present numbers, and queues what is to be said: all of it or nothing. */
export async function applyReadings(
  given: Rule,
  readings: readonly Reading[],
  now: Date,
): Promise<{ fired: number; resolved: number }> {
  return await inTransaction(async (tx) => {
    await lockRow(tx, 'alert_rules', given.id)
    const rule = await tx.alertRule.findUnique({ where: { id: given.id } })
    // Changed while its number was read: the next turn judges by the new rule.
    if (!rule?.enabled || rule.version !== given.version) return { fired: 0, resolved: 0 }
    const ruleId = rule.id
    const judgements = judgeAll(rule, readings, await readPast(tx, ruleId), now.getTime())
    const waiting = labelsOf(judgements, 'wait')
    await tx.alertPending.deleteMany({ where: { ruleId, label: { in: labelsOf(judgements, 'calm', 'resolve') } } })
    await tx.alertPending.createMany({
      data: waiting.map((label) => ({ ruleId, label, since: now })),
      skipDuplicates: true,
    })
    await updateOpen(tx, ruleId, judgements)
    const resolved = await tx.alertEvent.updateMany({
      where: { ruleId, resolvedAt: null, label: { in: labelsOf(judgements, 'resolve') } },
      data: { resolvedAt: now },
    })
    const firing = judgements.filter(({ verdict }) => verdict === 'fire')
    const fired = await tx.alertEvent.createMany({
      data: firing.map(({ reading }) => eventOf(rule, reading, now)),
      skipDuplicates: true,
    })
    await tx.alertPending.deleteMany({ where: { ruleId, label: { in: labelsOf(judgements, 'fire') } } })
    await queueNotices(tx, rule, now)
    return { fired: fired.count, resolved: resolved.count }
  })
}
