import { beforeCursor, type Page, type PageInput, pageTake, toPage } from '../db/page'
import { prisma } from '../db/prisma'
import { managementTokenJson } from './management-token-json'
import type { ManagementTokenView } from './schemas'

/** Management tokens, newest first. */
export async function listManagementTokens(input: PageInput = {}): Promise<Page<ManagementTokenView>> {
  const rows = await prisma().managementToken.findMany({
    where: beforeCursor(input),
    orderBy: { id: 'desc' },
    take: pageTake(input),
  })
  return toPage(rows, input, managementTokenJson)
}
