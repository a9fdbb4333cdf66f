import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { inTransaction, prisma } from '../db/prisma'
import { AppError } from '../errors'
import { createId } from '../ids'
import { centsOfNano } from './cents'
import { converge } from './converge'
import type { RefundInput } from './schemas'
import { stripe } from './stripe-client'
import { callStripe } from './stripe-errors'

/**
 * Gives a payment for credit back through Stripe, wholly or in part (of what was charged, tax included), and takes the
 * credit that belongs to it from the wallet; what is spent already is our loss. With
 * the same `requestKey` once. Throws conflict for more than is left.
 */
export async function refundPurchase(
  ctx: ActorContext,
  userId: string,
  checkoutId: string,
  input: RefundInput,
  requestKey: string = createId('event'),
): Promise<void> {
  const row = await prisma().checkout.findFirst({ where: { id: checkoutId, userId } })
  if (!row) throw new AppError('not_found', 'There is no such purchase.')
  const { stripeIntentId: intent } = row
  if (row.status !== 'paid' || intent === null) {
    throw new AppError('conflict', 'Only a paid purchase of credit can be refunded.')
  }
  const amount = input.amountNanoUsd === undefined ? {} : { amount: centsOfNano(input.amountNanoUsd) }
  await callStripe(async () => {
    const refund = { payment_intent: intent, reason: 'requested_by_customer' as const, ...amount }
    await stripe().refunds.create(refund, { idempotencyKey: `refund:${checkoutId}:${requestKey}` })
  })
  const after = { userId, amountNanoUsd: input.amountNanoUsd?.toString() ?? null, reason: input.reason }
  await inTransaction(async (tx) => {
    await writeAudit(tx, ctx, { action: 'purchase.refund', subjectKind: 'purchase', subjectId: checkoutId, after })
  })
  await converge({ kind: 'checkout', id: checkoutId })
}
