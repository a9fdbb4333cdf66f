import type { ActorContext } from '../auth/types'
import { slots } from '../slots'
import { changeUpstreamAccount } from './change-upstream-account'
import { getLiveUpstreamAccount } from './live-upstream-account'
import type { LiveUpstreamAccountView } from './schemas'

/** Ends an account's cooldowns, breaker and status `error` at once; waiting calls may use it immediately. */
export async function clearAccountCooldown(ctx: ActorContext, accountId: string): Promise<LiveUpstreamAccountView> {
  const account = await changeUpstreamAccount(ctx, accountId, 'upstream_account.clear_cooldown', async () => ({
    status: 'active',
    statusReason: null,
    statusSince: null,
  }))
  await slots().clearCooldown(accountId, account.shard)
  return await getLiveUpstreamAccount(accountId)
}
