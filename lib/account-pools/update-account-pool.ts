import type { ActorContext } from '../auth/types'
import { assertVersion } from '../db/assert-version'
import { defined } from '../db/defined'
import { changeAccountPool } from './change-account-pool'
import type { AccountPoolView, UpdateAccountPoolInput } from './schemas'
import { setPoolAccounts, setPoolUsers } from './set-pool-links'

/** Changes a pool, its accounts or who may use it; acts within 1 s. Throws conflict for an old `version` or another shard's account. */
export async function updateAccountPool(
  ctx: ActorContext,
  poolId: string,
  input: UpdateAccountPoolInput,
): Promise<AccountPoolView> {
  const { version, accountIds, userIds, ...changes } = input
  return await changeAccountPool(ctx, poolId, 'account_pool.update', async (row, tx) => {
    assertVersion(row.version, version)
    if (accountIds) await setPoolAccounts(tx, poolId, row.shard, accountIds)
    if (userIds) await setPoolUsers(tx, poolId, userIds)
    return defined(changes)
  })
}
