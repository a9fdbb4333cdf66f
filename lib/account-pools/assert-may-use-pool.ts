import { ownUserId } from '../auth/actor-context'
import type { ActorContext } from '../auth/types'
import type { DatabaseClient, Prisma } from '../db/prisma'
import { AppError } from '../errors'

/** The condition under which a customer may mint keys on a pool: public, opened by a running plan, or given to them. */
export function usablePoolWhere(userId: string, now: Date = new Date()): Prisma.AccountPoolWhereInput {
  const runningPlan: Prisma.PlanWhereInput = {
    subscriptions: {
      some: { userId, status: { in: ['active', 'past_due', 'cancelled'] }, periodEnd: { gt: now } },
    },
  }
  return {
    deletedAt: null,
    status: 'open',
    OR: [
      { visibility: 'public' },
      { access: { some: { userId } } },
      { visibility: 'plan', plans: { some: { plan: runningPlan } } },
    ],
  }
}

/** Throws not_found unless the pool exists and, for customers, is one of theirs to use; staff may use every pool for anyone. */
export async function assertMayUsePool(
  db: DatabaseClient,
  ctx: ActorContext,
  userId: string,
  poolId: string,
): Promise<void> {
  const where = ownUserId(ctx) === null ? { deletedAt: null } : usablePoolWhere(userId)
  const pool = await db.accountPool.findFirst({ where: { AND: [{ id: poolId }, where] }, select: { id: true } })
  if (pool) return
  throw new AppError('not_found', 'There is no such account pool.', {
    details: { fieldErrors: { poolId: 'is not a pool that can be used' } },
  })
}
