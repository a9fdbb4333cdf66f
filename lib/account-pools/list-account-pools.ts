import { beforeCursor, type Page, type PageInput, pageTake, toPage } from '../db/page'
import { prisma } from '../db/prisma'
import { accountPoolJson, withPoolLinks } from './account-pool-json'
import type { AccountPoolView } from './schemas'

/** All pools for staff, newest first. */
export async function listAccountPools(input: PageInput = {}): Promise<Page<AccountPoolView>> {
  const rows = await prisma().accountPool.findMany({
    where: { deletedAt: null, ...beforeCursor(input) },
    include: withPoolLinks,
    orderBy: { id: 'desc' },
    take: pageTake(input),
  })
  return toPage(rows, input, accountPoolJson)
}
