import { prisma } from '../db/prisma'
import { logger } from '../logger'
import { converge, markProcessed } from './converge'
import { findRoots } from './find-roots'

/** Tries after which an event is shown as failed; it is still tried, ever more rarely. */
const failedAfter = 8
const maxErrorLength = 500

async function noteFailure(id: string, attempts: number, thrown: unknown): Promise<void> {
  const lastError = (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, maxErrorLength)
  const status = attempts >= failedAfter ? ('failed' as const) : ('received' as const)
  if (status === 'failed') logger().error({ event: id, attempts, err: thrown }, 'a Stripe event can’t be processed')
  await prisma().stripeEvent.updateMany({
    where: { id, status: { not: 'processed' } },
    data: { status, attempts, lastError },
  })
}

/**
 * Converges what a stored event is about and sets it processed, both in one transaction. Any number of times, in any
 * order: a processed event does nothing, an unprocessed one is processed whoever repeats it. Throws what Stripe or the
 * database throws; the event then stays as it is and is tried again.
 */
export async function processEvent(id: string): Promise<'processed' | 'repeated'> {
  const event = await prisma().stripeEvent.findUnique({ where: { id } })
  if (!event || event.status === 'processed') return 'repeated'
  try {
    const roots = await findRoots(event.type, event.objectId)
    const last = roots.pop()
    for (const root of roots) await converge(root)
    if (last) await converge(last, id)
    else await prisma().$transaction(async (tx) => await markProcessed(tx, id))
  } catch (thrown) {
    await noteFailure(id, event.attempts + 1, thrown)
    throw thrown
  }
  return 'processed'
}
