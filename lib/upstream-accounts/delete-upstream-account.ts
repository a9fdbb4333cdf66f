import type { ActorContext } from '../auth/types'
import { changeUpstreamAccount } from './change-upstream-account'
import type { UpstreamAccountView } from './schemas'

/** Removes an account and its credential for good; its records keep naming it, its name is free again. Running calls finish. */
export async function deleteUpstreamAccount(ctx: ActorContext, accountId: string): Promise<UpstreamAccountView> {
  return await changeUpstreamAccount(ctx, accountId, 'upstream_account.delete', async (row, tx) => {
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
