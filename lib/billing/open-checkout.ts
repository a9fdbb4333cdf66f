import type { Stripe } from 'stripe'
import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { env } from '../env'
import { AppError } from '../errors'
import { createId } from '../ids'
import type { NanoUsd } from '../money'
import { stripe } from './stripe-client'
import { callStripe } from './stripe-errors'
import { metadataNames } from './stripe-ids'
import { withCustomer } from './with-customer'

const hourMs = 3_600_000
const maxAnHour = 30
const maxClosed = 10

export type CheckoutStart = { checkoutId: string; url: string }

type NewCheckout = { kind: 'top_up' | 'subscription'; amountNanoUsd: NanoUsd; planId?: string }
type SessionParams = Omit<Stripe.Checkout.SessionCreateParams, 'customer' | 'success_url' | 'cancel_url'>

async function refuseTooMany(userId: string): Promise<void> {
  const since = new Date(Date.now() - hourMs)
  const count = await prisma().checkout.count({ where: { userId, createdAt: { gt: since } } })
  if (count < maxAnHour) return
  throw new AppError('rate_limited', 'You opened many purchases within an hour. Try again later.', {
    retryAfterSeconds: hourMs / 1_000,
  })
}

/** Of two open pages for a plan only the last stays: nobody pays for two plans by mistake. */
async function closeOthers(userId: string): Promise<void> {
  const open = await prisma().checkout.findMany({
    where: { userId, kind: 'subscription', status: 'open', stripeSessionId: { not: null } },
    ...{ orderBy: { createdAt: 'desc' }, take: maxClosed },
  })
  for (const { stripeSessionId } of open) {
    // Paid or expired meanwhile: then there is nothing to close.
    if (stripeSessionId)
      await stripe()
        .checkout.sessions.expire(stripeSessionId)
        .catch(() => undefined)
  }
}

/**
 * Opens Stripe's page for a purchase. The row is written first and its id is the idempotency key and the reference that
 * every later object carries, so a crash in between neither charges nor loses anything.
 */
export async function openCheckout(
  ctx: ActorContext,
  userId: string,
  input: NewCheckout,
  params: (metadata: Record<string, string>) => SessionParams,
): Promise<CheckoutStart> {
  if (ctx.actor.kind === 'customer' && ctx.actor.userId !== userId)
    throw new AppError('not_found', 'There is no such user.')
  stripe()
  await refuseTooMany(userId)
  if (input.kind === 'subscription') await closeOthers(userId)
  const id = createId('checkout')
  await prisma().checkout.create({ data: { ...input, id, userId } })
  const metadata = { [metadataNames.checkout]: id, [metadataNames.user]: userId }
  const back = `${env().PUBLIC_URL}/billing`
  const session = await callStripe(
    async () =>
      await withCustomer(userId, async (customer) => {
        const urls = { success_url: `${back}?purchase=${id}`, cancel_url: back }
        const body = { ...params(metadata), ...urls, customer, client_reference_id: id, metadata }
        return await stripe().checkout.sessions.create(body, { idempotencyKey: `checkout:${id}:${customer}` })
      }),
  )
  await prisma().checkout.update({ where: { id }, data: { stripeSessionId: session.id } })
  if (!session.url) throw new AppError('upstream_failed', 'The payment service gave no page to pay on.')
  return { checkoutId: id, url: session.url }
}
