import type { ActorContext } from '../auth/types'
import { AppError } from '../errors'
import { changeUpstreamAccount } from './change-upstream-account'
import { getLiveUpstreamAccount } from './live-upstream-account'
import type { UpstreamAccountView } from './schemas'

/**
 * Removes an account and its credential for good; its records keep naming it, its name is free again. Throws conflict
 * while calls run on one that still takes new ones: a disabled or draining one can go, its running calls finish.
 */
export async function deleteUpstreamAccount(ctx: ActorContext, accountId: string): Promise<UpstreamAccountView> {
  const { running } = await getLiveUpstreamAccount(accountId)
  return await changeUpstreamAccount(ctx, accountId, 'upstream_account.delete', async (row, tx) => {
    if (running > 0 && row.enabled && !row.draining) {
      const calls = running === 1 ? '1 call runs' : `${running} calls run`
      throw new AppError('conflict', `${calls} on this account. Drain or disable it first.`)
    }
    await tx.poolMember.deleteMany({ where: { accountId } })
    return {
      deletedAt: new Date(),
      enabled: false,
      credentialCipher: '',
      proxyCipher: null,
      headerOverrides: {},
      name: `${row.name} (deleted ${row.id})`,
    }
  })
}
