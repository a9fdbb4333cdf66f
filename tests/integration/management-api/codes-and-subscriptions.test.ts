import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemContext } from '@/lib/auth/actor-context'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { hashClearCodes, redeemCode } from '@/lib/redeem-codes'
import { markPastDue, renewSubscription } from '@/lib/subscriptions'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { dumpDatabase } from '../../support/dump-database'
import { setTestEnvironment, testSecrets } from '../../support/test-environment'
import { callApi, expectStatus, makeUser, testToken, uniqueName } from './api-client'

const database = giveTestDatabase()
const ctx = systemContext('test')
const dayMs = 86_400_000

beforeAll(() => {
  setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, MANAGEMENT_TOKEN: testToken })
})

afterAll(async () => {
  await closePrisma()
  await closePool()
})

/** As an earlier version stored it: whole, without a hash. */
async function storeClear(id: string, code: string): Promise<void> {
  await prisma().redeemCode.update({ where: { id }, data: { code, codeHash: null, pepperVersion: null, mask: '' } })
}

const stored = async (id: string) => await prisma().redeemCode.findUniqueOrThrow({ where: { id } })

async function makeCodes(body: Record<string, unknown>): Promise<{ id: string; code: string }[]> {
  const made = await expectStatus(201, callApi('POST', '/redeem-codes', { body }))
  return made['data'] as { id: string; code: string }[]
}

/** A customer's subscription to a plan of its own, running for ten days. */
async function subscribe(): Promise<{ id: string; userId: string; periodEnd: Date }> {
  const userId = await makeUser()
  const plan = { name: uniqueName('plan'), priceNanoUsd: '10000000000', allowanceMonthNanoUsd: '1000000000' }
  const { id: planId } = await expectStatus(201, callApi('POST', '/plans', { body: plan }))
  const periodEnd = new Date(Date.now() + 10 * dayMs)
  const body = { planId, periodEnd: periodEnd.toISOString(), cancelAtPeriodEnd: false }
  const made = await expectStatus(201, callApi('POST', `/users/${userId}/subscriptions`, { body }))
  return { id: String(made['id']), userId, periodEnd }
}

describe('redeem codes', () => {
  it('are made as a batch of distinct codes and listed by it', async () => {
    const batch = uniqueName('batch')
    const made = await makeCodes({ kind: 'credit', amountNanoUsd: '2000000000', count: 3, batch })
    expect(new Set(made.map((each) => each.code)).size).toBe(3)
    const listed = await expectStatus(200, callApi('GET', `/redeem-codes?batch=${batch}`))
    const ids = made.map((each) => each.id).sort((a, b) => (a < b ? 1 : -1))
    const rows = listed['data'] as { id: string; code: string; state: string }[]
    expect(rows.map((row) => row.id)).toEqual(ids)
    expect(rows.every((row) => row.state === 'open' && /^[A-Z2-9]{4}-••••-••••-[A-Z2-9]{4}$/.test(row.code))).toBe(true)
    const nothing = await callApi('POST', '/redeem-codes', { body: { kind: 'credit' } })
    expect(nothing.status).toBe(400)
  })

  it('are found by the whole code, and a batch is stopped at once', async () => {
    const batch = uniqueName('batch')
    const [first] = await makeCodes({ kind: 'credit', amountNanoUsd: '2000000000', count: 2, batch })
    const found = await expectStatus(200, callApi('GET', `/redeem-codes?search=${first?.code}`))
    expect(found['data']).toMatchObject([{ id: first?.id }])
    const stopped = callApi('POST', '/redeem-codes/disable-batch', { body: { batch } })
    expect(await expectStatus(200, stopped)).toEqual({ disabled: 2 })
    const open = await expectStatus(200, callApi('GET', `/redeem-codes?batch=${batch}&state=open`))
    expect(open['data']).toEqual([])
    await expect(redeemCode(ctx, await makeUser(), first?.code ?? '')).rejects.toMatchObject({ code: 'conflict' })
  })

  it('are stored as a hash and a mask, also in an answer that is kept for a repeated call', async () => {
    const body = { kind: 'credit', amountNanoUsd: '2000000000', count: 2 }
    const headers = { 'idempotency-key': uniqueName('again') }
    const made = await expectStatus(201, callApi('POST', '/redeem-codes', { body, headers }))
    const rows = made['data'] as { id: string; code: string }[]
    const again = await callApi('POST', '/redeem-codes', { body, headers })
    expect(again).toMatchObject({ status: 201, body: { alreadyShown: true, data: [{ code: null }, { code: null }] } })
    const [first] = rows
    const mask = `${first?.code.slice(0, 4)}-****-****-${first?.code.slice(-4)}`
    const byMask = await expectStatus(200, callApi('GET', `/redeem-codes?search=${mask}`))
    expect(byMask['data']).toMatchObject([{ id: first?.id }])
    await redeemCode(ctx, await makeUser(), first?.code ?? '')
    const dumped = await dumpDatabase()
    expect(dumped).toContain(first?.id)
    expect(rows.filter((row) => dumped.includes(row.code))).toEqual([])
  })

  it('of an earlier version work before and after they are hashed, one by one or all', async () => {
    const [first, second] = await makeCodes({
      kind: 'credit',
      amountNanoUsd: '1000000000',
      count: 2,
      maxRedemptions: 9,
    })
    if (!first || !second) throw new Error('no codes')
    const seen = { id: first.id, state: 'open' }
    for (const each of [first, second]) await storeClear(each.id, each.code)
    const listed = await expectStatus(200, callApi('GET', `/redeem-codes?search=${first.code}`))
    expect(listed['data']).toMatchObject([{ ...seen, code: expect.stringContaining('-••••-••••-') }])
    const early = await makeUser()
    await redeemCode(ctx, early, first.code)
    expect(await stored(first.id)).toMatchObject({ code: null, codeHash: expect.any(String), redeemed: 1 })
    await expect(redeemCode(ctx, early, first.code)).rejects.toMatchObject({ code: 'conflict' })
    expect(await hashClearCodes()).toBe(1)
    expect(await hashClearCodes()).toBe(0)
    expect(await stored(second.id)).toMatchObject({ code: null, codeHash: expect.any(String), pepperVersion: 1 })
    await redeemCode(ctx, await makeUser(), second.code.toLowerCase())
    expect(await dumpDatabase()).not.toMatch(new RegExp(`${first.code}|${second.code}`))
  })

  it('outlive a new pepper, and are brought under it when they are used', async () => {
    const [code] = await makeCodes({ kind: 'credit', amountNanoUsd: '1000000000', maxRedemptions: 9 })
    const [old, next] = [`v1:${'o'.repeat(40)}`, `v2:${'n'.repeat(40)}`]
    const version = async () => (await stored(code?.id ?? '')).pepperVersion
    try {
      setTestEnvironment({ KEY_PEPPER: old })
      await storeClear(code?.id ?? '', code?.code ?? '')
      await hashClearCodes()
      setTestEnvironment({ KEY_PEPPER: `${next},${old}` })
      expect(await version()).toBe(1)
      await redeemCode(ctx, await makeUser(), code?.code ?? '')
      expect(await version()).toBe(2)
      setTestEnvironment({ KEY_PEPPER: next })
      await redeemCode(ctx, await makeUser(), code?.code ?? '')
      expect(await stored(code?.id ?? '')).toMatchObject({ redeemed: 2 })
    } finally {
      setTestEnvironment({ KEY_PEPPER: testSecrets.KEY_PEPPER })
    }
  })

  it('give nothing any more once they are disabled, and leave what they gave', async () => {
    const [code] = await makeCodes({ kind: 'credit', amountNanoUsd: '2000000000', maxRedemptions: 9 })
    const [early, late] = [await makeUser(), await makeUser()]
    await redeemCode(ctx, early, code?.code ?? '')
    const disabled = await expectStatus(200, callApi('POST', `/redeem-codes/${code?.id}/disable`))
    expect(disabled).toMatchObject({ id: code?.id, redeemed: 1, disabledAt: expect.any(String) })
    expect(await expectStatus(200, callApi('POST', `/redeem-codes/${code?.id}/disable`))).toEqual(disabled)
    await expect(redeemCode(ctx, late, code?.code ?? '')).rejects.toMatchObject({ code: 'conflict' })
    const balances = await Promise.all([early, late].map((id) => expectStatus(200, callApi('GET', `/users/${id}`))))
    expect(balances.map((each) => each['balanceNanoUsd'])).toEqual(['2000000000', '0'])
    expect((await callApi('POST', '/redeem-codes/code_nobody/disable')).status).toBe(404)
  })
})

describe('a subscription', () => {
  it('takes its cancellation back while the period runs, and not after it ended', async () => {
    const { id } = await subscribe()
    await expectStatus(200, callApi('POST', `/subscriptions/${id}/cancel`, { body: {} }))
    for (let i = 0; i < 2; i++) {
      expect(await expectStatus(200, callApi('POST', `/subscriptions/${id}/resume`))).toMatchObject({
        status: 'active',
        cancelAtPeriodEnd: false,
      })
    }
    await expectStatus(200, callApi('POST', `/subscriptions/${id}/cancel`, { body: { immediately: true } }))
    expect(await expectStatus(200, callApi('POST', `/subscriptions/${id}/resume`))).toMatchObject({ status: 'ended' })
    expect((await callApi('POST', '/subscriptions/sub_nobody/resume')).status).toBe(404)
  })

  it('whose renewal could not be paid is past due until it is paid, and an ended one stays ended', async () => {
    const { id, periodEnd } = await subscribe()
    expect(await markPastDue(ctx, id)).toMatchObject({ status: 'past_due', periodEnd: periodEnd.toISOString() })
    expect(await markPastDue(ctx, id)).toMatchObject({ status: 'past_due' })
    const end = new Date(periodEnd.getTime() + 30 * dayMs)
    expect(await renewSubscription(ctx, id, { start: periodEnd, end })).toMatchObject({
      status: 'active',
      periodEnd: end.toISOString(),
    })
    await expectStatus(200, callApi('POST', `/subscriptions/${id}/cancel`, { body: { immediately: true } }))
    expect(await markPastDue(ctx, id)).toMatchObject({ status: 'ended' })
  })
})
