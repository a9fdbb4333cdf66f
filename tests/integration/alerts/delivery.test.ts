import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deliverAlerts, evaluateAlerts, testAlertRule } from '@/lib/alerts'
import { prisma } from '@/lib/db/prisma'
import { createId } from '@/lib/ids'
import { alertsForFile, ctx, diskProbe, makeRule } from './fixtures'
import { startReceiver } from './receiver'

const own = alertsForFile()
const secret = 'the secret that both sides know'
const full = { metric: 'disk_free', operator: 'below', threshold: 10 } as const
let receiver: Awaited<ReturnType<typeof startReceiver>>

beforeAll(async () => {
  receiver = await startReceiver()
})
afterAll(async () => await receiver.stop())
beforeEach(() => {
  receiver.received.length = 0
  receiver.answerWith(204)
})

async function fireOne(rule: Parameters<typeof makeRule>[0]) {
  const made = await makeRule({ ...full, ...rule })
  const nowMs = Date.now()
  await evaluateAlerts({ nowMs, probes: diskProbe(0.04) })
  return { rule: made, nowMs }
}

const rowsOf = async (ruleId: string) =>
  await prisma().alertDelivery.findMany({ where: { ruleId }, orderBy: { id: 'asc' } })

function outbox(): Record<string, unknown>[] {
  const directory = path.join(own.folder(), 'outbox')
  const files = readdirSync(directory).filter((name) => name.endsWith('.json'))
  return files.map((name) => Object(JSON.parse(readFileSync(path.join(directory, name), 'utf8'))))
}

describe('a webhook', () => {
  it('brings firing and end, signed with the secret over time and body', async () => {
    const { nowMs } = await fireOne({ name: 'Disk', webhookUrl: receiver.url, webhookSecret: secret })
    await deliverAlerts(nowMs)
    await evaluateAlerts({ nowMs: nowMs + 60_000, probes: diskProbe(0.5) })
    await deliverAlerts(nowMs + 60_000)
    const bodies = receiver.received.map(({ body }) => Object(JSON.parse(body)))
    expect(bodies).toMatchObject([
      { type: 'alert.fired', rule: { name: 'Disk', metric: 'disk_free' }, event: { label: 'data', value: 4 } },
      { type: 'alert.resolved', event: { lastValue: 50, resolvedAt: new Date(nowMs + 60_000).toISOString() } },
    ])
    for (const { headers, body } of receiver.received) {
      const signed = `${headers['x-turnpike-timestamp']}.${body}`
      const digest = createHmac('sha256', secret).update(signed).digest('hex')
      expect(headers['x-turnpike-signature']).toBe(`v1=${digest}`)
      expect(headers['x-turnpike-delivery']).toBe(Object(JSON.parse(body)).id)
    }
    await deliverAlerts(nowMs + 86_400_000)
    expect(receiver.received).toHaveLength(2)
  })

  it('is tried again later and later, with the same id, and given up after seven tries', async () => {
    const { rule, nowMs } = await fireOne({ webhookUrl: receiver.url, webhookSecret: secret })
    receiver.answerWith(503)
    let at = nowMs
    const waits: number[] = []
    for (let n = 0; n < 10; n++) {
      await deliverAlerts(at)
      const [row] = await rowsOf(rule.id)
      if (row?.status !== 'pending') break
      expect(await deliverAlerts(row.nextAttemptAt.getTime() - 1)).toMatchObject({ sent: 0, later: 0 })
      waits.push((row.nextAttemptAt.getTime() - at) / 1_000)
      at = row.nextAttemptAt.getTime()
    }
    expect(waits).toEqual([10, 30, 120, 600, 1_800, 7_200])
    expect(await rowsOf(rule.id)).toMatchObject([{ status: 'failed', attempts: 7, lastError: 'it answered 503' }])
    expect(new Set(receiver.received.map(({ headers }) => headers['x-turnpike-delivery'])).size).toBe(1)
    expect(receiver.received).toHaveLength(7)
  })

  it('arrives at the second try', async () => {
    const { rule, nowMs } = await fireOne({ webhookUrl: receiver.url, webhookSecret: secret })
    receiver.answerWith(500)
    expect(await deliverAlerts(nowMs)).toEqual({ sent: 0, failed: 0, later: 1 })
    receiver.answerWith(200)
    expect(await deliverAlerts(nowMs + 10_000)).toEqual({ sent: 1, failed: 0, later: 0 })
    expect(await rowsOf(rule.id)).toMatchObject([{ status: 'sent', attempts: 2, lastError: null }])
  })

  it('is sent by one of many senders', async () => {
    const { nowMs } = await fireOne({ webhookUrl: receiver.url, webhookSecret: secret })
    await Promise.all(Array.from({ length: 6 }, async () => await deliverAlerts(nowMs)))
    expect(receiver.received).toHaveLength(1)
  })

  it('that leads elsewhere counts as not delivered', async () => {
    const { rule, nowMs } = await fireOne({ webhookUrl: receiver.url, webhookSecret: secret })
    receiver.answerWith(302, { location: receiver.url.replace('/hook', '/other') })
    await deliverAlerts(nowMs)
    expect((await rowsOf(rule.id))[0]).toMatchObject({ status: 'pending', attempts: 1 })
  })
})

describe('a mail', () => {
  it('goes to the rule’s addresses, else to every active admin and owner', async () => {
    const person = async (role: 'admin' | 'owner' | 'support', status: 'active' | 'suspended' = 'active') => {
      const email = `${role}-${status}@example.com`
      await prisma().user.create({ data: { id: createId('user'), email, role, status } })
      return email
    }
    const wanted = [await person('admin'), await person('owner')]
    await person('support')
    await person('admin', 'suspended')
    const { rule } = await fireOne({ notifyMail: true })
    expect((await rowsOf(rule.id)).map(({ target }) => target).sort()).toEqual(wanted.sort())
    const named = await fireOne({ notifyMail: true, mailTo: ['ops@example.com'] })
    expect((await rowsOf(named.rule.id)).map(({ target }) => target)).toEqual(['ops@example.com'])
  })

  it('says what it is about, escaped, and leads to the event', async () => {
    const { nowMs } = await fireOne({ name: 'Disk <b>full</b>', notifyMail: true, mailTo: ['mailed@example.com'] })
    await deliverAlerts(nowMs)
    const mail = outbox().find(({ to }) => to === 'mailed@example.com')
    expect(mail?.['subject']).toBe('[WARNING] Disk <b>full</b>: data')
    expect(mail?.['text']).toContain('data: 4 %, the rule says below 10 %.')
    expect(String(mail?.['text'])).toMatch(/\/admin\/alerts\?event=alert_/)
    expect(mail?.['html']).not.toContain('<b>')
  })

  it('is in the language of the person it goes to', async () => {
    const email = 'reads-chinese@example.com'
    await prisma().user.create({ data: { id: createId('user'), email, role: 'admin', locale: 'zh' } })
    const { nowMs } = await fireOne({ name: 'Disk', notifyMail: true, mailTo: [email, 'nobody-here@example.com'] })
    await deliverAlerts(nowMs)
    await evaluateAlerts({ nowMs: nowMs + 60_000, probes: diskProbe(0.5) })
    await deliverAlerts(nowMs + 60_000)
    const subjectsTo = (to: string) => outbox().flatMap((mail) => (mail['to'] === to ? [mail['subject']] : []))
    expect(subjectsTo(email).sort()).toEqual(['[已恢复] Disk: data', '[警告] Disk: data'])
    expect(subjectsTo('nobody-here@example.com').sort()).toEqual(['[Resolved] Disk: data', '[WARNING] Disk: data'])
    const fired = outbox().find((mail) => mail['to'] === email && mail['subject'] === '[警告] Disk: data')
    expect(fired?.['text']).toContain('data：4 %，规则为低于 10 %。')
  })
})

describe('a test of a rule', () => {
  it('goes to every place now and answers how each fared', async () => {
    const both = { notifyMail: true, mailTo: ['test@example.com'], webhookUrl: receiver.url, webhookSecret: secret }
    const rule = await makeRule(both)
    expect(await testAlertRule(ctx, rule.id)).toMatchObject([
      { channel: 'mail', target: 'test@example.com', status: 'sent' },
      { channel: 'webhook', target: receiver.url, status: 'sent' },
    ])
    expect(Object(JSON.parse(receiver.received[0]?.body ?? ''))).toMatchObject({ type: 'alert.test', event: null })
    receiver.answerWith(404)
    const again = await testAlertRule(ctx, rule.id)
    expect(again[1]).toMatchObject({ status: 'pending', attempts: 1, lastError: 'it answered 404' })
  })

  it('of a rule without a place is refused', async () => {
    const rule = await makeRule({})
    await expect(testAlertRule(ctx, rule.id)).rejects.toMatchObject({ code: 'conflict' })
  })
})
