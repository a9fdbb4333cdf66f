import { beforeCursor, type Page, type PageInput, pageTake, toPage } from '../db/page'
import { prisma } from '../db/prisma'
import type { UpstreamAccountView } from './schemas'
import { upstreamAccountJson, withPools } from './upstream-account-json'

export type ListUpstreamAccountsInput = PageInput & { poolId?: string | undefined }

/** Accounts for staff, newest first. */
export async function listUpstreamAccounts(input: ListUpstreamAccountsInput = {}): Promise<Page<UpstreamAccountView>> {
  const inPool = input.poolId === undefined ? {} : { members: { some: { poolId: input.poolId } } }
  const rows = await prisma().upstreamAccount.findMany({
    where: { deletedAt: null, ...inPool, ...beforeCursor(input) },
    include: withPools,
    orderBy: { id: 'desc' },
    take: pageTake(input),
  })
  return toPage(rows, input, upstreamAccountJson)
}
