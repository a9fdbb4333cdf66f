import { describe, expect, it } from 'vitest'
import {
  createAlertSilence,
  deleteAlertRule,
  endAlertSilence,
  evaluateAlerts,
  listAlertEvents,
  listIncidents,
  updateAlertEvent,
  updateAlertRule,
} from '@/lib/alerts'
import { prisma } from '@/lib/db/prisma'
import { alertsForFile, ctx, diskProbe, makeRule, openLabels, turnMs } from './fixtures'

alertsForFile()
const full = { metric: 'disk_free', operator: 'below', threshold: 10 } as const

/** A rule over a disk that the test fills and frees, and looks at it as time goes by. */
async function watched(rule: Parameters<typeof makeRule>[0] = {}) {
  const made = await makeRule({ ...full, ...rule })
  const probes = diskProbe(0.01)
  const clock = { nowMs: Date.now() }
  const look = async (share = probes.share, afterMs = turnMs) => {
    probes.share = share
    clock.nowMs += afterMs
    return await evaluateAlerts({ nowMs: clock.nowMs, probes })
  }
  const events = async () => (await listAlertEvents({ ruleId: made.id })).data
  const messages = async () =>
    await prisma().alertDelivery.findMany({ where: { ruleId: made.id }, orderBy: { id: 'asc' } })
  return { rule: made, look, clock, probes, events, messages }
}

const toOne = { notifyMail: true, mailTo: ['ops@example.com'] }

describe('firing', () => {
  it('happens once, whoever looks at the same time', async () => {
    const { rule, probes, clock, events, messages } = await watched(toOne)
    const looks = Array.from(
      { length: 8 },
      async (_, turn) => await evaluateAlerts({ nowMs: clock.nowMs + (turn % 2) * turnMs, probes }),
    )
    const done = await Promise.all(looks)
    expect(done.reduce((sum, each) => sum + each.fired, 0)).toBe(1)
    expect(await events()).toHaveLength(1)
    expect(await messages()).toHaveLength(1)
    await expect(
      prisma().alertEvent.create({ data: { id: 'alert_second', ruleId: rule.id, label: 'data', value: 1 } }),
    ).rejects.toThrow()
  })

  it('waits until the condition held without a break', async () => {
    const { look, events } = await watched({ forSeconds: 150 })
    await look(0.01)
    await look(0.01)
    await look(0.5)
    for (const _ of [1, 2, 3]) await look(0.01)
    expect(await events()).toHaveLength(0)
    await look(0.01)
    expect(await events()).toHaveLength(1)
  })

  it('rests for the cooldown, then fires again if it is still so', async () => {
    const { look, events } = await watched({ cooldownSeconds: 600 })
    await look(0.01)
    await look(0.5)
    await look(0.01)
    await look(0.01)
    expect(await events()).toHaveLength(1)
    await look(0.01, 600_000)
    expect((await events()).map((event) => event.resolvedAt === null)).toEqual([true, false])
  })

  it('keeps what it knows while the number can’t be read, and says why', async () => {
    const { rule, look, probes, events, clock } = await watched()
    await look(0.01)
    const broken = { freeDiskShare: async () => await Promise.reject(new Error('no such volume')) }
    clock.nowMs += turnMs
    const done = await evaluateAlerts({ nowMs: clock.nowMs, probes: broken })
    expect(done).toMatchObject({ unknown: 1, resolved: 0 })
    expect((await prisma().alertRule.findUnique({ where: { id: rule.id } }))?.lastError).toBe('no such volume')
    expect((await events())[0]?.resolvedAt).toBeNull()
    await look(0.5)
    expect((await events())[0]?.resolvedAt).not.toBeNull()
    expect((await prisma().alertRule.findUnique({ where: { id: rule.id } }))?.lastError).toBeNull()
    expect(probes.share).toBe(0.5)
  })

  it('ends with the rule: switched off it resolves, removed it is gone', async () => {
    const { rule, look, events, messages } = await watched(toOne)
    await look()
    await updateAlertRule(ctx, rule.id, { enabled: false })
    await look()
    expect((await events())[0]?.resolvedAt).not.toBeNull()
    expect((await messages()).map((message) => message.kind)).toEqual(['fired', 'resolved'])
    await deleteAlertRule(ctx, rule.id)
    expect(await events()).toEqual([])
  })
})

describe('a silence', () => {
  it.each(['rule', 'severity', 'everything'])('of %s keeps messages back, not events', async (of) => {
    const { rule, look, events, messages } = await watched({ ...toOne, severity: 'critical' })
    const until = new Date(Date.now() + 86_400_000)
    const target = { rule: { ruleId: rule.id }, severity: { severity: 'critical' as const }, everything: {} }[of]
    await createAlertSilence(ctx, { ...target, until })
    await look(0.01)
    await look(0.5)
    expect(await events()).toHaveLength(1)
    expect(await messages()).toEqual([])
  })

  it('that ends tells what is still open, once', async () => {
    const { rule, look, messages } = await watched(toOne)
    const silence = await createAlertSilence(ctx, { ruleId: rule.id, until: new Date(Date.now() + 86_400_000) })
    await look()
    expect(await messages()).toEqual([])
    await endAlertSilence(ctx, silence.id)
    await look()
    await look()
    expect((await messages()).map((message) => message.kind)).toEqual(['fired'])
  })

  it('of another rule changes nothing, and the end of what was told is told also in a silence', async () => {
    const { rule, look, messages } = await watched(toOne)
    const other = await makeRule({})
    const until = new Date(Date.now() + 86_400_000)
    await createAlertSilence(ctx, { ruleId: other.id, until })
    await look(0.01)
    await createAlertSilence(ctx, { ruleId: rule.id, until })
    await look(0.5)
    expect((await messages()).map((message) => message.kind)).toEqual(['fired', 'resolved'])
  })
})

describe('incidents', () => {
  it('stand on the status page with the operator’s words while a public rule fires, and end by themselves', async () => {
    const words = { isPublic: true, publicTitle: 'Slow answers', publicText: 'We are on it.' }
    const { look, clock, events } = await watched({ ...words, name: 'the disk of db-7' })
    await look(0.01)
    const open = await listIncidents(clock.nowMs)
    expect(open).toMatchObject([{ title: 'Slow answers', text: 'We are on it.', resolvedAt: null }])
    expect(JSON.stringify(open)).not.toContain('db-7')
    const id = (await events())[0]?.id ?? ''
    await updateAlertEvent(ctx, id, { incidentText: 'Found it.' })
    await look(0.5)
    const [ended] = await listIncidents(clock.nowMs)
    expect(ended).toMatchObject({ text: 'Found it.', resolvedAt: new Date(clock.nowMs).toISOString() })
    await updateAlertEvent(ctx, id, { incidentTitle: null })
    expect(await listIncidents(clock.nowMs)).toEqual([])
  })

  it('never come of a rule that isn’t public', async () => {
    const { rule, look, clock } = await watched()
    await look()
    expect(await openLabels(rule.id)).toEqual(['data'])
    expect(await listIncidents(clock.nowMs)).toEqual([])
  })

  it('of several labels at once are one for visitors', async () => {
    const { rule, clock } = await watched()
    const at = (minutes: number) => new Date(clock.nowMs + minutes * 60_000)
    const event = (id: string, label: string, from: number, to: number | null) => ({
      ...{ id, ruleId: rule.id, label, value: 1, incidentTitle: 'Down', incidentText: '' },
      ...{ firedAt: at(from), resolvedAt: to === null ? null : at(to) },
    })
    const events = [event('a', 'x', 0, 10), event('b', 'y', 5, 20), event('c', 'x', 60, 70), event('d', 'y', 65, null)]
    await prisma().alertEvent.createMany({ data: events })
    expect(
      (await listIncidents(at(100).getTime())).map(({ startedAt, resolvedAt }) => [startedAt, resolvedAt]),
    ).toEqual([
      [at(60).toISOString(), null],
      [at(0).toISOString(), at(20).toISOString()],
    ])
  })
})
