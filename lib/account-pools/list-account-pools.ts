import { beforeCursor, type Page, type PageInput, pageTake, toPage } from '../db/page'
import { type Prisma, prisma } from '../db/prisma'
import { accountPoolJson, withPoolLinks } from './account-pool-json'
import type { AccountPoolView } from './schemas'

export type ListAccountPoolsInput = PageInput & { search?: string | undefined }

function searchWhere(search: string | undefined): Prisma.AccountPoolWhereInput {
  if (search === undefined) return {}
  const contains = { contains: search, mode: 'insensitive' as const }
  return { OR: [{ id: search }, { name: contains }, { description: contains }] }
}

/** All pools for staff, newest first; `search` looks in id, name and description. */
export async function listAccountPools(input: ListAccountPoolsInput = {}): Promise<Page<AccountPoolView>> {
  const rows = await prisma().accountPool.findMany({
    where: { deletedAt: null, AND: [beforeCursor(input), searchWhere(input.search)] },
    include: withPoolLinks,
    orderBy: { id: 'desc' },
    take: pageTake(input),
  })
  return toPage(rows, input, accountPoolJson)
}
