import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { createAlertRule, evaluateAlerts, listAlertEvents } from '@/lib/alerts'
import type { AlertRuleView, CreateAlertRuleInput } from '@/lib/alerts/schemas'
import type { AlertProbes } from '@/lib/alerts/types'
import { systemContext } from '@/lib/auth/actor-context'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { closeSlots } from '@/lib/slots'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'

export const ctx = systemContext('test')
/** One look after another is at least this far apart: no metric is read more often. */
export const turnMs = 60_000

/** A database and an outbox of one's own for the calling file; no rule outlives its test. */
export function alertsForFile(variables: () => Record<string, string> = () => ({})): { folder: () => string } {
  let database: TestDatabase | undefined
  let folder = ''
  beforeAll(async () => {
    database = await createTestDatabase()
    folder = mkdtempSync(path.join(tmpdir(), 'turnpike-test-'))
    setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, DATA_DIR: folder, ...variables() })
  })
  afterEach(async () => {
    await prisma().alertRule.deleteMany()
    await prisma().alertSilence.deleteMany()
  })
  afterAll(async () => {
    await closeSlots()
    await closePrisma()
    await closePool()
    await database?.drop()
  })
  return { folder: () => folder }
}

/** A rule that speaks to nobody, unless it says otherwise. */
export async function makeRule(input: Partial<CreateAlertRuleInput>): Promise<AlertRuleView> {
  return await createAlertRule(ctx, {
    ...{ name: `rule ${Math.random()}`, metric: 'disk_free', operator: 'above', threshold: 0 },
    ...{ notifyMail: false, cooldownSeconds: 0, ...input },
  })
}

export async function openLabels(ruleId: string): Promise<string[]> {
  const { data } = await listAlertEvents({ ruleId, state: 'open' })
  return data.map((event) => event.label).sort()
}

/** Free space as a test says. */
export function diskProbe(share: number): AlertProbes & { share: number } {
  return {
    share,
    async freeDiskShare() {
      return this.share
    },
  }
}

type Episode = {
  rule: Partial<CreateAlertRuleInput>
  label: string
  /** Makes the condition true, and untrue again; answers the time of the next look when it moves it itself. */
  breakIt: () => Promise<unknown>
  mendIt: () => Promise<unknown>
  /** How far the clock moves between the two looks. */
  laterMs?: number
  probes?: AlertProbes
}

/** Quiet before, one open event while the condition holds however often one looks, resolved afterwards. */
export async function expectFiresAndResolves(episode: Episode): Promise<void> {
  const rule = await makeRule(episode.rule)
  let nowMs = Date.now()
  const look = async () => {
    const done = await evaluateAlerts({ nowMs, ...(episode.probes ? { probes: episode.probes } : {}) })
    expect(done.unknown).toBe(0)
    nowMs += turnMs
  }
  await look()
  expect(await openLabels(rule.id)).not.toContain(episode.label)
  await episode.breakIt()
  await look()
  expect(await openLabels(rule.id)).toContain(episode.label)
  await look()
  await episode.mendIt()
  nowMs += episode.laterMs ?? 0
  await look()
  expect(await openLabels(rule.id)).not.toContain(episode.label)
  const { data } = await listAlertEvents({ ruleId: rule.id })
  const own = data.filter((event) => event.label === episode.label)
  expect(own).toHaveLength(1)
  expect(own[0]?.resolvedAt).not.toBeNull()
}
