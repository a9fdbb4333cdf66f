import { type Prisma, prisma } from '../db/prisma'
import { AppError } from '../errors'
import { logger } from '../logger'
import { processState } from '../process-state'
import { publish } from '../redis'
import { convergeCheckout } from './converge-checkout'
import { convergeInvoicePayment } from './converge-invoice-payment'
import { convergeSubscription } from './converge-subscription'
import type { AfterCommit, Root } from './types'

/** Each holds a connection while Stripe is asked: pages must keep theirs. */
const maxAtOnce = 4
const maxWaiting = 500
const transactionMs = 90_000
const waitMs = 15_000

type Gate = { running: number; waiting: (() => void)[] }
const gate = () => processState('billing.gate', (): Gate => ({ running: 0, waiting: [] }))

async function oneOfFew<T>(work: () => Promise<T>): Promise<T> {
  const own = gate()
  if (own.running >= maxAtOnce) {
    if (own.waiting.length >= maxWaiting) throw new AppError('overloaded', 'Too much is being paid right now.')
    await new Promise<void>((resolve) => own.waiting.push(resolve))
  } else {
    own.running += 1
  }
  try {
    return await work()
  } finally {
    const next = own.waiting.shift()
    if (next) next()
    else own.running -= 1
  }
}

function nameOf(root: Root): string {
  return `stripe:${root.kind}:${root.kind === 'invoice_payment' ? root.intentId : root.id}`
}

async function write(tx: Prisma.TransactionClient, root: Root): Promise<AfterCommit | null> {
  switch (root.kind) {
    case 'checkout':
      return await convergeCheckout(tx, root)
    case 'subscription':
      return await convergeSubscription(tx, root.id)
    case 'invoice_payment':
      return await convergeInvoicePayment(tx, root.intentId)
  }
}

async function tell({ userId, subscription, mails }: AfterCommit): Promise<void> {
  publish('user', userId)
  if (subscription) publish('subscription', userId)
  for (const mail of mails) {
    // The page says the same; a mail that can't be sent must not undo what was converged.
    await mail().catch((error: unknown) => logger().warn({ err: error, userId }, 'a billing mail could not be sent'))
  }
}

/**
 * Brings what we know of one thing at Stripe to what Stripe says of it now. Under an advisory lock: two events of one
 * thing are converged one after the other, and the later one reads last. `eventId` becomes processed in the same
 * transaction, so a crash anywhere leaves either both or neither.
 */
export async function converge(root: Root, eventId?: string): Promise<void> {
  const after = await oneOfFew(
    async () =>
      await prisma().$transaction(
        async (tx) => {
          await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${nameOf(root)}, 0))`
          const told = await write(tx, root)
          if (eventId !== undefined) await markProcessed(tx, eventId)
          return told
        },
        { timeout: transactionMs, maxWait: waitMs },
      ),
  )
  if (after) await tell(after)
}

/** Sets an event `processed`. */
export async function markProcessed(tx: Prisma.TransactionClient, eventId: string): Promise<void> {
  const data = { status: 'processed' as const, processedAt: new Date(), lastError: null }
  await tx.stripeEvent.updateMany({ where: { id: eventId, status: { not: 'processed' } }, data })
}
