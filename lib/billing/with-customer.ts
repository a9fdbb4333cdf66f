import { prisma } from '../db/prisma'
import { AppError } from '../errors'
import { stripe } from './stripe-client'
import { isMissing } from './stripe-errors'
import { metadataNames } from './stripe-ids'

async function createCustomer(userId: string, before: string | null): Promise<string> {
  const user = await prisma().user.findUnique({ where: { id: userId } })
  if (!user || user.status === 'deleted') throw new AppError('not_found', 'There is no such user.')
  const { email, name } = user
  const created = await stripe().customers.create(
    { email, ...(name ? { name } : {}), metadata: { [metadataNames.user]: userId } },
    { idempotencyKey: `customer:${userId}:${before ?? 'first'}` },
  )
  await prisma().user.updateMany({
    where: { id: userId, stripeCustomerId: before },
    data: { stripeCustomerId: created.id },
  })
  // Who lost the race uses what the winner stored.
  const stored = await prisma().user.findUniqueOrThrow({ where: { id: userId } })
  return stored.stripeCustomerId ?? created.id
}

/**
 * Does something with a user's Stripe customer, made on first use. A customer that Stripe doesn't know (any more; other
 * keys, a wiped simulator) is made anew once.
 */
export async function withCustomer<T>(userId: string, work: (customerId: string) => Promise<T>): Promise<T> {
  const user = await prisma().user.findUnique({ where: { id: userId } })
  const known = user?.stripeCustomerId ?? null
  const customerId = known ?? (await createCustomer(userId, null))
  try {
    return await work(customerId)
  } catch (thrown) {
    if (known === null || !isMissing(thrown, 'customer')) throw thrown
    return await work(await createCustomer(userId, known))
  }
}

/** A user's Stripe customer, or null before the first purchase. */
export async function findCustomer(userId: string): Promise<string | null> {
  const user = await prisma().user.findUnique({ where: { id: userId } })
  return user?.stripeCustomerId ?? null
}
