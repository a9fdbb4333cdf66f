import type { Prisma } from '../db/prisma'
import { toJson } from '../db/to-json'
import { createId } from '../ids'
import { alertMessage } from './alert-message'

type Rule = Prisma.AlertRuleGetPayload<object>
type Event = Prisma.AlertEventGetPayload<object>
type Kind = 'fired' | 'resolved' | 'test'

const maxRecipients = 50
const maxEvents = 500

/** Where a rule's messages go: its own addresses, or every active admin and owner. */
async function targetsOf(tx: Prisma.TransactionClient, rule: Rule): Promise<{ channel: string; target: string }[]> {
  const webhooks = rule.webhookUrl === null ? [] : [{ channel: 'webhook', target: rule.webhookUrl }]
  if (!rule.notifyMail) return webhooks
  if (rule.mailTo.length > 0) return [...rule.mailTo.map((target) => ({ channel: 'mail', target })), ...webhooks]
  const staff = await tx.user.findMany({
    where: { role: { in: ['admin', 'owner'] }, status: 'active' },
    select: { email: true },
    orderBy: { id: 'asc' },
    take: maxRecipients,
  })
  return [...staff.map(({ email }) => ({ channel: 'mail', target: email })), ...webhooks]
}

/** One message to each place of a rule, ready to be sent. */
export async function queueMessages(
  tx: Prisma.TransactionClient,
  rule: Rule,
  kind: Kind,
  event: Event | null,
  now: Date,
): Promise<string[]> {
  const targets = await targetsOf(tx, rule)
  const rows = targets.map(({ channel, target }) => {
    const id = createId('alertDelivery', now.getTime())
    const payload = toJson(alertMessage({ id, kind, rule, event, now }))
    return { id, ruleId: rule.id, eventId: event?.id ?? null, kind, channel, target, payload, nextAttemptAt: now }
  })
  await tx.alertDelivery.createMany({ data: rows.map((row) => ({ ...row, createdAt: now })) })
  return rows.map(({ id }) => id)
}

async function isSilenced(tx: Prisma.TransactionClient, rule: Rule, now: Date): Promise<boolean> {
  const found = await tx.alertSilence.findFirst({
    where: {
      until: { gt: now },
      OR: [{ ruleId: rule.id }, { severity: rule.severity }, { ruleId: null, severity: null }],
    },
    select: { id: true },
  })
  return found !== null
}

/**
 * Queues what a rule has to say: open events nobody was told of, unless a silence holds (they are told when it ends and
 * they are still open), and the end of those that were told, also in a silence. Each is said once.
 */
export async function queueNotices(tx: Prisma.TransactionClient, rule: Rule, now: Date): Promise<void> {
  const ended = await tx.alertEvent.findMany({
    where: {
      ...{ ruleId: rule.id, resolvedAt: { not: null }, notifiedAt: { not: null } },
      AND: [{ deliveries: { some: { kind: 'fired' } } }, { deliveries: { none: { kind: 'resolved' } } }],
    },
    orderBy: { id: 'desc' },
    take: maxEvents,
  })
  for (const event of ended) await queueMessages(tx, rule, 'resolved', event, now)
  const open = await tx.alertEvent.findMany({
    where: { ruleId: rule.id, resolvedAt: null, notifiedAt: null },
    orderBy: { id: 'asc' },
    take: maxEvents,
  })
  if (open.length === 0 || (await isSilenced(tx, rule, now))) return
  for (const event of open) {
    await queueMessages(tx, rule, 'fired', event, now)
    await tx.alertEvent.update({ where: { id: event.id }, data: { notifiedAt: now } })
  }
}
