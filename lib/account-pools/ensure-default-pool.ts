import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { createAccountPool } from './create-account-pool'

/** The id of the pool that the first accounts and keys belong to: the oldest one, made when there is none. */
export async function ensureDefaultPool(ctx: ActorContext): Promise<string> {
  const oldest = await prisma().accountPool.findFirst({ where: { deletedAt: null }, orderBy: { id: 'asc' } })
  if (oldest) return oldest.id
  const pool = await createAccountPool(ctx, { name: 'Default', description: 'Every model of this service.' })
  return pool.id
}
