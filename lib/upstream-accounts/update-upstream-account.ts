import type { ActorContext } from '../auth/types'
import { assertVersion } from '../db/assert-version'
import { accountColumns, assertAllowedAccountUrls } from './account-columns'
import { readHttp2 } from './account-config'
import { readAzureOptions } from './azure'
import { changeUpstreamAccount } from './change-upstream-account'
import type { UpdateUpstreamAccountInput, UpstreamAccountView } from './schemas'
import { setAccountPools } from './set-account-pools'

/** Changes an account; acts within 1 s, running calls finish as they began. A new credential forgets a status `error`. Throws conflict for an old `version`. */
export async function updateUpstreamAccount(
  ctx: ActorContext,
  accountId: string,
  input: UpdateUpstreamAccountInput,
): Promise<UpstreamAccountView> {
  await assertAllowedAccountUrls(input)
  return await changeUpstreamAccount(ctx, accountId, 'upstream_account.update', async (row, tx) => {
    assertVersion(row.version, input.version)
    if (input.poolIds) await setAccountPools(tx, row, input.poolIds)
    return accountColumns({ ...row, azure: readAzureOptions(row.options), http2: readHttp2(row.options) }, input)
  })
}
