import { prisma } from '../db/prisma'
import { accountPoolJson, withPoolLinks } from './account-pool-json'
import { poolNotFound } from './change-account-pool'
import type { AccountPoolView } from './schemas'

/** One pool; throws not_found. */
export async function getAccountPool(poolId: string): Promise<AccountPoolView> {
  const row = await prisma().accountPool.findFirst({ where: { id: poolId, deletedAt: null }, include: withPoolLinks })
  if (!row) throw poolNotFound()
  return accountPoolJson(row)
}
