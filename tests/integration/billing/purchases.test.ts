import { expect, it } from 'vitest'
import { refundPurchase, startTopUpCheckout } from '@/lib/billing'
import { receiveWebhook } from '@/lib/billing/receive-webhook'
import { stripe } from '@/lib/billing/stripe-client'
import { prisma } from '@/lib/db/prisma'
import { debitWallet, getBalance } from '@/lib/ledger'
import { updateSettings } from '@/lib/settings'
import {
  billingForFile,
  control,
  createBuyer,
  deliver,
  deliverAll,
  expectSound,
  intentOf,
  newEvents,
  openTopUp,
  pay,
  stateOf,
  system,
  usd,
} from './support'

const world = billingForFile()

it('credit is there once it is paid, not before, and once', async () => {
  const buyer = await createBuyer()
  const id = await openTopUp(buyer, 25)
  expect(await getBalance(buyer.userId)).toMatchObject({ balanceNanoUsd: 0n })
  await pay(world, id)
  const events = await newEvents()
  expect(events.map((event) => event.type)).toEqual(['payment_intent.succeeded', 'checkout.session.completed'])
  await deliverAll([...events, ...events])
  expect(await getBalance(buyer.userId)).toMatchObject({ balanceNanoUsd: usd(25), paidNanoUsd: usd(25) })
  expect(await stateOf(buyer.userId)).toMatchObject({ checkouts: [{ status: 'paid', creditedNanoUsd: usd(25) }] })
  await expectSound()
})

it('tax never becomes credit, a discount lessens it', async () => {
  await updateSettings(system, { stripeAutomaticTax: true })
  const buyer = await createBuyer()
  const id = await openTopUp(buyer, 20)
  await pay(world, id, 'good', true)
  const intent = await stripe().paymentIntents.retrieve(await intentOf(id))
  await updateSettings(system, { stripeAutomaticTax: false })
  // 20.00 − 10 % discount = 18.00; + 10 % tax = 19.80.
  expect(intent.amount).toBe(1980)
  await deliverAll(await newEvents())
  expect(await getBalance(buyer.userId)).toMatchObject({ balanceNanoUsd: usd(18) })
  await stripe().refunds.create({ payment_intent: intent.id, amount: 990 })
  await deliverAll(await newEvents())
  expect(await getBalance(buyer.userId)).toMatchObject({ balanceNanoUsd: usd(9) })
})

it('a delayed method gives credit when the bank has paid, and none when it refuses', async () => {
  const [good, bad] = [await createBuyer(), await createBuyer()]
  await pay(world, await openTopUp(good, 10), 'delayed')
  await pay(world, await openTopUp(bad, 10), 'delayed_failing')
  await deliverAll(await newEvents())
  for (const { userId } of [good, bad]) {
    expect(await stateOf(userId)).toMatchObject({ balance: 0n, checkouts: [{ status: 'pending' }] })
  }
  await control(world, 'settle', {})
  await deliverAll(await newEvents())
  expect(await stateOf(good.userId)).toMatchObject({ balance: usd(10), checkouts: [{ status: 'paid' }] })
  expect(await stateOf(bad.userId)).toMatchObject({ balance: 0n, checkouts: [{ status: 'failed' }] })
})

it('what was spent before a refund is our loss: the wallet stops at zero and the customer is flagged', async () => {
  const buyer = await createBuyer()
  const id = await openTopUp(buyer, 10)
  await pay(world, id)
  await deliverAll(await newEvents())
  await debitWallet({
    ...{ userId: buyer.userId, amountNanoUsd: usd(7), to: 'adjustments', kind: 'adjustment' },
    cause: { kind: 'test', id: buyer.userId },
  })
  await stripe().refunds.create({ payment_intent: await intentOf(id) })
  await deliverAll(await newEvents())
  expect(await stateOf(buyer.userId)).toMatchObject({
    ...{ balance: 0n, flagged: true, checkouts: [{ status: 'refunded', refundedNanoUsd: usd(10) }] },
  })
  await expectSound()
})

it('staff refund a purchase through Stripe, at most what is left, and of that customer only', async () => {
  const buyer = await createBuyer()
  const id = await openTopUp(buyer, 20)
  await pay(world, id)
  await deliverAll(await newEvents())
  const refund = async (amount: number, userId = buyer.userId) =>
    await refundPurchase(system, userId, id, { amountNanoUsd: usd(amount), reason: 'asked for it' })
  await expect(refund(5, (await createBuyer()).userId)).rejects.toMatchObject({ code: 'not_found' })
  await refund(5)
  expect(await stateOf(buyer.userId)).toMatchObject({ balance: usd(15), checkouts: [{ refundedNanoUsd: usd(5) }] })
  await expect(refund(16)).rejects.toMatchObject({ code: 'conflict' })
  await refundPurchase(system, buyer.userId, id, { reason: 'the rest' })
  await deliverAll(await newEvents())
  expect(await stateOf(buyer.userId)).toMatchObject({
    balance: 0n,
    flagged: false,
    checkouts: [{ status: 'refunded' }],
  })
  await expect(refund(1)).rejects.toMatchObject({ code: 'conflict' })
})

it('a dispute takes the credit at once; won gives it back and clears the flag, lost keeps it', async () => {
  for (const outcome of ['won', 'lost'] as const) {
    const buyer = await createBuyer()
    const id = await openTopUp(buyer, 10)
    await pay(world, id)
    await deliverAll(await newEvents())
    await debitWallet({
      ...{ userId: buyer.userId, amountNanoUsd: usd(4), to: 'adjustments', kind: 'adjustment' },
      cause: { kind: 'test', id: buyer.userId },
    })
    const dispute = await control(world, 'disputes', { payment_intent: await intentOf(id) })
    await deliverAll(await newEvents())
    expect(await stateOf(buyer.userId)).toMatchObject({ balance: 0n, flagged: true })
    await control(world, `disputes/${String(dispute['id'])}/close`, { status: outcome })
    await deliverAll(await newEvents())
    expect(await stateOf(buyer.userId)).toMatchObject(
      outcome === 'won' ? { balance: usd(6), flagged: false } : { balance: 0n, flagged: true },
    )
    await expectSound()
  }
})

it('a webhook with a bad signature, an old one or none moves nothing and is not stored', async () => {
  const buyer = await createBuyer()
  await pay(world, await openTopUp(buyer, 10))
  const [event] = await newEvents()
  const payload = JSON.stringify(event)
  const tampered = stripe().webhooks.generateTestHeaderString({ payload, secret: 'whsec_wrong_secret' })
  const old = stripe().webhooks.generateTestHeaderString({
    ...{ payload, secret: 'whsec_integration_test', timestamp: Math.floor(Date.now() / 1_000) - 3_600 },
  })
  for (const header of [tampered, old, null, '', 't=1,v1=00']) {
    await expect(receiveWebhook(payload, header)).rejects.toMatchObject({ code: 'invalid_request' })
  }
  expect(await prisma().stripeEvent.count({ where: { id: event?.id ?? '' } })).toBe(0)
  expect(await getBalance(buyer.userId)).toMatchObject({ balanceNanoUsd: 0n })
})

it('what a signed body claims is not believed: only what Stripe says of the object moves money', async () => {
  const buyer = await createBuyer()
  const id = await openTopUp(buyer, 10)
  await pay(world, await openTopUp(await createBuyer(), 10))
  const template = (await newEvents()).find((event) => event.type === 'checkout.session.completed')
  if (template?.type !== 'checkout.session.completed') throw new Error('no event')
  const { stripeSessionId } = await prisma().checkout.findUniqueOrThrow({ where: { id } })
  const claimed = {
    ...template.data.object,
    id: stripeSessionId ?? '',
    client_reference_id: id,
    amount_subtotal: 99_900_000,
  }
  await deliver({ ...template, id: `evt_forged_${id}`, data: { object: { ...claimed, payment_status: 'paid' } } })
  expect(await stateOf(buyer.userId)).toMatchObject({ balance: 0n, checkouts: [{ status: 'open' }] })
})

it('an amount that is negative, zero, not whole cents, too small, too large or overflowing opens nothing', async () => {
  const { ctx, userId } = await createBuyer()
  const amounts = [-1n, 0n, 1n, usd(25) + 1n, usd(4.99), usd(5_000.01), 9_223_372_036_854_775_807n, 2n ** 70n]
  for (const amountNanoUsd of amounts) {
    const refused = expect(startTopUpCheckout(ctx, userId, { amountNanoUsd })).rejects
    await refused.toMatchObject({
      code: 'invalid_request',
      details: { fieldErrors: { amountNanoUsd: expect.any(String) } },
    })
  }
  expect(await stateOf(userId)).toMatchObject({ balance: 0n, checkouts: [], moved: [] })
})

it('a payment in another currency is an error that is kept, and never credit', async () => {
  const buyer = await createBuyer()
  const id = await openTopUp(buyer, 10)
  const { stripeCustomerId: customer } = await prisma().user.findUniqueOrThrow({ where: { id: buyer.userId } })
  const session = await stripe().checkout.sessions.create({
    ...{ mode: 'payment', success_url: 'https://example.com', customer: customer ?? '', client_reference_id: id },
    line_items: [{ quantity: 1, price_data: { currency: 'eur', unit_amount: 1_000, product_data: { name: 'x' } } }],
  })
  await prisma().checkout.update({ where: { id }, data: { stripeSessionId: session.id } })
  await pay(world, id)
  const events = await newEvents()
  for (const event of events) await deliver(event).catch(() => undefined)
  const kept = await prisma().stripeEvent.findFirstOrThrow({ where: { objectId: session.id } })
  expect(kept).toMatchObject({ status: 'received', attempts: 1, lastError: 'a payment in eur can’t be credited' })
  expect(await stateOf(buyer.userId)).toMatchObject({ balance: 0n, moved: [] })
})

it('another customer can’t open a purchase in someone’s name', async () => {
  const [mine, theirs] = [await createBuyer(), await createBuyer()]
  const attempt = startTopUpCheckout(mine.ctx, theirs.userId, { amountNanoUsd: usd(10) })
  await expect(attempt).rejects.toMatchObject({ code: 'not_found' })
})
