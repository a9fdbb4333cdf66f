import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { NextRequest } from 'next/server'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { GET as exportUsage } from '@/app/(dashboard)/usage/export/route'
import { GET as downloadReceipt } from '@/app/(dashboard)/usage/receipt/[requestId]/route'
import { createAccountPool } from '@/lib/account-pools'
import { mintApiKey } from '@/lib/api-keys'
import { systemContext } from '@/lib/auth/actor-context'
import { createSession } from '@/lib/auth/sessions'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { createPlan } from '@/lib/plans'
import { grantSubscription } from '@/lib/subscriptions'
import { createUser } from '@/lib/users'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'
import { actions } from './actions'
import { clearCookies, signInAs } from './browser'

vi.mock('next/headers', async () => (await import('./browser')).nextHeaders)

giveTestDatabase()
const ctx = systemContext('test')
const folder = mkdtempSync(path.join(tmpdir(), 'turnpike-isolation-'))
let theirs: { userId: string; keyId: string; subscriptionId: string; sessionId: string; planId: string }

/** Somebody with one of everything that has an id. */
async function makeVictim(): Promise<typeof theirs> {
  const { id: userId } = await createUser(ctx, { email: 'victim@example.com' })
  const pool = await createAccountPool(ctx, { name: 'Open', visibility: 'public' })
  const { id: keyId } = await mintApiKey(ctx, userId, { name: 'Theirs', poolId: pool.id })
  const { id: planId } = await createPlan(ctx, { name: 'Plan', priceNanoUsd: 0n })
  const { id: subscriptionId } = await grantSubscription(ctx, userId, {
    planId,
    periodEnd: new Date(Date.now() + 86_400_000),
  })
  const sessionId = await createSession({ userId, userAgent: 'theirs', address: '', days: 1 })
  return { userId, keyId, subscriptionId, sessionId, planId }
}

beforeAll(async () => {
  setTestEnvironment({ DATA_DIR: folder })
  theirs = await makeVictim()
  await signInAs((await createUser(ctx, { email: 'stranger@example.com' })).id)
})
afterAll(async () => {
  clearCookies()
  await closePrisma()
  await closePool()
  rmSync(folder, { recursive: true, force: true })
})

/** What a stranger can name, for each action that takes an id. */
const named: Record<string, () => Record<string, unknown>> = {
  updateKeyAction: () => ({ id: theirs.keyId, changes: { name: 'Mine now' } }),
  rotateKeyAction: () => ({ id: theirs.keyId, overlapSeconds: 60 }),
  disableKeyAction: () => ({ id: theirs.keyId, disabled: true }),
  revokeKeyAction: () => ({ id: theirs.keyId }),
  switchPlanAction: () => ({ subscriptionId: theirs.subscriptionId, planId: theirs.planId }),
  cancelPlanAction: () => ({ subscriptionId: theirs.subscriptionId }),
  resumePlanAction: () => ({ subscriptionId: theirs.subscriptionId }),
  endSessionAction: () => ({ id: theirs.sessionId }),
}
/** Takes an id of what belongs to nobody, or answers with nothing for what isn't one's own. */
const ofNobody = ['mintKeyAction', 'subscribeAction', 'readAnnouncementAction', 'callCostAction']

const rows = async () => ({
  key: await prisma().apiKey.findUniqueOrThrow({ where: { id: theirs.keyId } }),
  subscription: await prisma().subscription.findUniqueOrThrow({ where: { id: theirs.subscriptionId } }),
  session: await prisma().session.findUniqueOrThrow({ where: { id: theirs.sessionId } }),
  keys: await prisma().apiKey.count(),
})

describe('an id of another customer', () => {
  it('is tried on every action that takes one', () => {
    const takesId = Object.entries(actions).filter(([, { fields }]) => Object.values(fields).includes('id'))
    expect(takesId.map(([name]) => name).sort()).toEqual([...Object.keys(named), ...ofNobody].sort())
  })

  it.each(Object.entries(named))(
    '%s answers as for one that doesn’t exist, and changes nothing',
    async (name, input) => {
      const before = await rows()
      const answer = await actions[name]?.send(input())
      const unknown = JSON.parse(JSON.stringify(input()).replaceAll(/(key|sub|ses)_\w{26}/g, `$1_${'0'.repeat(26)}`))
      expect(answer).toMatchObject({ ok: false, error: { code: 'not_found' } })
      expect(answer).toEqual(await actions[name]?.send(unknown))
      expect(await rows()).toEqual(before)
    },
  )

  it('finds no cost, no receipt and no row of an export', async () => {
    const requestId = 'req_01m846gcesn7kt76ke03xb6t3w'
    expect(await actions['callCostAction']?.send({ requestId })).toEqual({ ok: true, data: null })
    const receipt = await downloadReceipt(new Request('http://x/'), { params: Promise.resolve({ requestId }) })
    expect(receipt.status).toBe(404)
    for (const query of [
      `key=${theirs.keyId}`,
      'key=%00',
      'model=%ED%A0%80',
      'from=2026-02-31&to=9999-12-31',
      'status=x',
    ]) {
      const csv = await exportUsage(new NextRequest(`http://x/usage/export?${query}`))
      expect(csv.status, query).toBe(200)
      expect((await csv.text()).trim().split('\n'), query).toHaveLength(1)
    }
  })
})
