import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { defined } from '../db/defined'
import { inTransaction } from '../db/prisma'
import { createId } from '../ids'
import { publish } from '../redis'
import { settings } from '../settings'
import { accountPoolJson, withPoolLinks } from './account-pool-json'
import type { AccountPoolView, CreateAccountPoolInput } from './schemas'
import { setPoolAccounts, setPoolUsers } from './set-pool-links'

/** Makes a pool; its shard is fixed from then on. A name that is taken is a conflict. */
export async function createAccountPool(ctx: ActorContext, input: CreateAccountPoolInput): Promise<AccountPoolView> {
  const id = createId('pool')
  const { name, accountIds = [], userIds = [], shard = 's0', ...rest } = input
  const { poolMaxWaiting: maxWaiting, streamIdleTimeoutMs: idleTimeoutMs } = settings()
  const view = await inTransaction(async (tx) => {
    await tx.accountPool.create({ data: { maxWaiting, idleTimeoutMs, ...defined(rest), id, name, shard } })
    await setPoolAccounts(tx, id, shard, accountIds)
    await setPoolUsers(tx, id, userIds)
    const after = accountPoolJson(await tx.accountPool.findUniqueOrThrow({ where: { id }, include: withPoolLinks }))
    await writeAudit(tx, ctx, { action: 'account_pool.create', subjectKind: 'account_pool', subjectId: id, after })
    return after
  })
  publish('pool', id)
  return view
}
