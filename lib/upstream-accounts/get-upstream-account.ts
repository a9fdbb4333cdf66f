import { prisma } from '../db/prisma'
import { accountNotFound } from './change-upstream-account'
import type { UpstreamAccountView } from './schemas'
import { upstreamAccountJson, withPools } from './upstream-account-json'

/** One account as it is stored; throws not_found. */
export async function getUpstreamAccount(accountId: string): Promise<UpstreamAccountView> {
  const row = await prisma().upstreamAccount.findFirst({
    where: { id: accountId, deletedAt: null },
    include: withPools,
  })
  if (!row) throw accountNotFound()
  return upstreamAccountJson(row)
}
