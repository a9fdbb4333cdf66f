import { defined } from '../db/defined'
import { beforeCursor, type Page, pageTake, toPage } from '../db/page'
import { type Prisma, prisma } from '../db/prisma'
import type { ListUsersInput, UserView } from './schemas'
import { userJson } from './user-json'

function searchWhere(search: string | undefined): Prisma.UserWhereInput {
  if (search === undefined) return {}
  const contains = { contains: search, mode: 'insensitive' as const }
  return { OR: [{ id: search }, { email: contains }, { name: contains }] }
}

/** Users for staff, newest first; `search` looks in id, mail address and name. */
export async function listUsers(input: ListUsersInput = {}): Promise<Page<UserView>> {
  const filters = defined({ email: input.email, status: input.status, role: input.role })
  const rows = await prisma().user.findMany({
    where: { AND: [beforeCursor(input), filters, searchWhere(input.search)] },
    orderBy: { id: 'desc' },
    take: pageTake(input),
  })
  return toPage(rows, input, userJson)
}
