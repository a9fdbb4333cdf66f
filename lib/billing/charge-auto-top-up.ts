import type { Prisma } from '../db/prisma'
import { prisma } from '../db/prisma'
import { formatUsd } from '../money'
import { settings } from '../settings'
import { pauseAutoTopUp } from './auto-top-up-state'
import { centsOfNano } from './cents'
import { converge } from './converge'
import { findSavedMethod } from './saved-method'
import { stripe } from './stripe-client'
import { cardRefusal, isRefusedForGood } from './stripe-errors'
import { metadataNames } from './stripe-ids'
import { withCustomer } from './with-customer'

type CheckoutRow = Prisma.CheckoutGetPayload<Record<string, never>>

/** The payment's id, also when the card refused; null when there is nothing that could be charged. */
async function charge(row: CheckoutRow, methodBefore: string | null): Promise<string | null> {
  const { id, userId, amountNanoUsd } = row
  return await withCustomer(userId, async (customer) => {
    const method = await findSavedMethod(customer, methodBefore)
    if (method === null) return null
    const description = `${settings().brandName} credit, automatic top-up of ${formatUsd(amountNanoUsd)}`
    const metadata = { [metadataNames.checkout]: id, [metadataNames.user]: userId }
    const body = { amount: centsOfNano(amountNanoUsd), currency: 'usd', customer, payment_method: method, metadata }
    try {
      const options = { idempotencyKey: `auto-top-up:${id}` }
      const intent = await stripe().paymentIntents.create(
        { ...body, description, off_session: true, confirm: true },
        options,
      )
      return intent.id
    } catch (thrown) {
      const refusal = cardRefusal(thrown)
      if (refusal?.intentId) return refusal.intentId
      if (refusal || isRefusedForGood(thrown)) return null
      throw thrown
    }
  })
}

async function fail(row: CheckoutRow): Promise<void> {
  const mails = await prisma().$transaction(async (tx) => {
    const data = { status: 'failed' as const, failure: 'no_payment_method' }
    await tx.checkout.update({ where: { id: row.id }, data })
    return await pauseAutoTopUp(tx, row, 'no_payment_method')
  })
  for (const mail of mails) await mail()
}

/**
 * Charges the saved card for an automatic top-up that was begun, and converges to the outcome. Repeating it within a day
 * charges nothing more: Stripe answers the first payment again. Throws when Stripe can't be reached.
 */
export async function chargeAutoTopUp(checkoutId: string): Promise<void> {
  const row = await prisma().checkout.findUnique({ where: { id: checkoutId } })
  if (row?.kind !== 'auto_top_up' || row.status !== 'open') return
  const setup = await prisma().autoTopUp.findUnique({ where: { userId: row.userId } })
  const intentId = row.stripeIntentId ?? (await charge(row, setup?.stripePaymentMethodId ?? null))
  if (intentId === null) await fail(row)
  else await converge({ kind: 'checkout', id: row.id, intentId })
}
