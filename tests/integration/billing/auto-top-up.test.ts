import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { getAutoTopUp, reconcileCheckouts, runAutoTopUps, saveAutoTopUp } from '@/lib/billing'
import { stripe } from '@/lib/billing/stripe-client'
import { pool } from '@/lib/db/pg'
import { prisma } from '@/lib/db/prisma'
import { createId } from '@/lib/ids'
import { debitWallet, getBalance } from '@/lib/ledger'
import {
  type Buyer,
  billingForFile,
  createBuyer,
  deliverAll,
  expectSound,
  newEvents,
  openTopUp,
  pay,
  usd,
} from './support'

const world = billingForFile()
const setup = { enabled: true, thresholdNanoUsd: usd(10), amountNanoUsd: usd(20), monthlyCapNanoUsd: usd(50) }

async function withCard(method = 'good'): Promise<Buyer> {
  const buyer = await createBuyer()
  await pay(world, await openTopUp(buyer, 30), method)
  await deliverAll(await newEvents())
  await saveAutoTopUp(buyer.ctx, buyer.userId, setup)
  return buyer
}

async function spend({ userId }: Buyer, amount: number): Promise<void> {
  const cause = { kind: 'test', id: createId('event') }
  await debitWallet({ userId, amountNanoUsd: usd(amount), to: 'adjustments', kind: 'adjustment', cause })
}

const balanceOf = async ({ userId }: Buyer) => (await getBalance(userId)).balanceNanoUsd

function mailsTo(userId: string): string[] {
  if (!fs.existsSync(world.outbox)) return []
  const mails = fs.readdirSync(world.outbox).map((name) => fs.readFileSync(path.join(world.outbox, name), 'utf8'))
  return mails.filter((mail) => mail.includes(userId))
}

it('buys once a crossing, however many processes look, and again at the next crossing', async () => {
  const buyer = await withCard()
  expect(await runAutoTopUps()).toBe(0)
  await spend(buyer, 25)
  const begun = await Promise.all([runAutoTopUps(), runAutoTopUps(), runAutoTopUps(), runAutoTopUps()])
  expect(begun.reduce((sum, count) => sum + count, 0)).toBe(1)
  expect(await balanceOf(buyer)).toBe(usd(25))
  await deliverAll(await newEvents())
  expect(await runAutoTopUps()).toBe(0)
  expect(await balanceOf(buyer)).toBe(usd(25))
  await spend(buyer, 20)
  expect(await runAutoTopUps()).toBe(1)
  expect(await balanceOf(buyer)).toBe(usd(25))
  await expectSound()
})

it('never buys more in a calendar month than the cap', async () => {
  const buyer = await withCard()
  for (const amount of [25, 20, 20]) {
    await spend(buyer, amount)
    await runAutoTopUps()
  }
  expect(await balanceOf(buyer)).toBe(usd(5))
  expect(await getAutoTopUp(buyer.userId)).toMatchObject({ monthSpentNanoUsd: usd(40), pausedReason: null })
  await pool().query("UPDATE checkouts SET created_at = created_at - interval '40 days' WHERE user_id = $1", [
    buyer.userId,
  ])
  expect(await runAutoTopUps()).toBe(1)
  expect(await balanceOf(buyer)).toBe(usd(25))
})

for (const [method, reason] of [
  ['fails_later', 'card_declined'],
  ['needs_authentication', 'authentication_required'],
] as const) {
  it(`${reason}: nothing is charged, it pauses, one mail with a link goes out, and it stays paused until turned on`, async () => {
    const buyer = await withCard(method)
    await spend(buyer, 25)
    expect(await runAutoTopUps()).toBe(1)
    await deliverAll(await newEvents())
    expect(await runAutoTopUps()).toBe(0)
    expect(await balanceOf(buyer)).toBe(usd(5))
    expect(await getAutoTopUp(buyer.userId)).toMatchObject({
      enabled: true,
      pausedReason: reason,
      monthSpentNanoUsd: 0n,
    })
    const mails = mailsTo(buyer.userId)
    expect(mails).toHaveLength(1)
    expect(mails[0]).toContain('/billing')
    const { stripeCustomerId: customer } = await prisma().user.findUniqueOrThrow({ where: { id: buyer.userId } })
    const good = await stripe().paymentMethods.attach('pm_card_visa', { customer: customer ?? '' })
    await stripe().customers.update(customer ?? '', { invoice_settings: { default_payment_method: good.id } })
    await saveAutoTopUp(buyer.ctx, buyer.userId, setup)
    expect(await runAutoTopUps()).toBe(1)
    expect(await balanceOf(buyer)).toBe(usd(25))
  })
}

it('a process that dies between writing the purchase and hearing of the charge charges once', async () => {
  const buyer = await withCard()
  await spend(buyer, 25)
  await runAutoTopUps()
  expect(await balanceOf(buyer)).toBe(usd(25))
  // What a crash right after the charge leaves: the row as it was begun.
  const row = await prisma().checkout.findFirstOrThrow({ where: { userId: buyer.userId, kind: 'auto_top_up' } })
  const begun = { status: 'open' as const, stripeIntentId: null, creditedNanoUsd: 0n }
  await prisma().checkout.update({ where: { id: row.id }, data: begun })
  await pool().query("UPDATE checkouts SET updated_at = now() - interval '2 minutes' WHERE id = $1", [row.id])
  expect(await reconcileCheckouts()).toMatchObject({ failed: 0 })
  expect(await prisma().checkout.findUnique({ where: { id: row.id } })).toMatchObject({
    ...{ status: 'paid', stripeIntentId: row.stripeIntentId },
  })
  expect(await balanceOf(buyer)).toBe(usd(25))
  await expectSound()
})

it('settings that make no sense are refused field by field, and without a saved card it can’t be turned on', async () => {
  const buyer = await createBuyer()
  const refused = async (changes: Partial<typeof setup>, field: string) => {
    const attempt = saveAutoTopUp(buyer.ctx, buyer.userId, { ...setup, ...changes })
    await expect(attempt).rejects.toMatchObject({
      code: 'invalid_request',
      details: { fieldErrors: { [field]: expect.any(String) } },
    })
  }
  await refused({ amountNanoUsd: usd(1) }, 'amountNanoUsd')
  await refused({ amountNanoUsd: usd(20) + 1n }, 'amountNanoUsd')
  await refused({ thresholdNanoUsd: usd(21) }, 'amountNanoUsd')
  await refused({ monthlyCapNanoUsd: usd(19) }, 'monthlyCapNanoUsd')
  await refused({ thresholdNanoUsd: -usd(1) }, 'thresholdNanoUsd')
  await expect(saveAutoTopUp(buyer.ctx, buyer.userId, setup)).rejects.toMatchObject({ code: 'conflict' })
  expect(await prisma().autoTopUp.count({ where: { userId: buyer.userId } })).toBe(0)
})
