import { beforeCursor, type Page, type PageInput, pageTake, toPage } from '../db/page'
import { type Prisma, prisma } from '../db/prisma'
import type { UpstreamAccountView } from './schemas'
import { upstreamAccountJson, withPools } from './upstream-account-json'

export type ListUpstreamAccountsInput = PageInput & { poolId?: string | undefined; search?: string | undefined }

function searchWhere(search: string | undefined): Prisma.UpstreamAccountWhereInput {
  if (search === undefined) return {}
  const contains = { contains: search, mode: 'insensitive' as const }
  return { OR: [{ id: search }, { name: contains }, { baseUrl: contains }] }
}

/** Accounts for staff, newest first; `search` looks in id, name and base URL. */
export async function listUpstreamAccounts(input: ListUpstreamAccountsInput = {}): Promise<Page<UpstreamAccountView>> {
  const inPool = input.poolId === undefined ? {} : { members: { some: { poolId: input.poolId } } }
  const rows = await prisma().upstreamAccount.findMany({
    where: { deletedAt: null, AND: [inPool, beforeCursor(input), searchWhere(input.search)] },
    include: withPools,
    orderBy: { id: 'desc' },
    take: pageTake(input),
  })
  return toPage(rows, input, upstreamAccountJson)
}
