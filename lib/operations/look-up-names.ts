import { prisma } from '../db/prisma'

export type NamedIds = {
  userIds?: readonly string[]
  keyIds?: readonly string[]
  poolIds?: readonly string[]
  accountIds?: readonly string[]
  planIds?: readonly string[]
  ruleIds?: readonly string[]
  tokenIds?: readonly string[]
}

const whereId = (ids: readonly string[] = []) => ({ where: { id: { in: [...ids] } } })

/** What people call the things behind ids: mail addresses of users, names of the rest; unknown ids are left out. */
export async function lookUpNames(ids: NamedIds): Promise<Record<string, string>> {
  const named = { select: { id: true, name: true } } as const
  const [users, ...rest] = await Promise.all([
    prisma().user.findMany({ ...whereId(ids.userIds), select: { id: true, email: true } }),
    prisma().apiKey.findMany({ ...whereId(ids.keyIds), ...named }),
    prisma().accountPool.findMany({ ...whereId(ids.poolIds), ...named }),
    prisma().upstreamAccount.findMany({ ...whereId(ids.accountIds), ...named }),
    prisma().plan.findMany({ ...whereId(ids.planIds), ...named }),
    prisma().alertRule.findMany({ ...whereId(ids.ruleIds), ...named }),
    prisma().managementToken.findMany({ ...whereId(ids.tokenIds), ...named }),
  ])
  const entries = [...users.map(({ id, email }) => ({ id, name: email })), ...rest.flat()]
  return Object.fromEntries(entries.map(({ id, name }) => [id, name]))
}
