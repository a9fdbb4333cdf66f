import type { ActorContext } from '../auth/types'
import { getBalance } from '../ledger'
import { slots } from '../slots'
import { getUser } from './get-user'
import type { LiveUserView } from './schemas'

/** One user with their balance and what they are running and waiting for now; throws not_found. */
export async function getLiveUser(ctx: ActorContext, userId: string): Promise<LiveUserView> {
  const user = await getUser(ctx, userId)
  const [balance, loads] = await Promise.all([
    getBalance(userId),
    slots().customerLoads([{ kind: 'user', id: userId, userId }]),
  ])
  return {
    ...user,
    balanceNanoUsd: balance.balanceNanoUsd.toString(),
    promoNanoUsd: balance.promoNanoUsd.toString(),
    heldNanoUsd: balance.heldNanoUsd.toString(),
    running: loads[0]?.running ?? 0,
    waiting: loads[0]?.waiting ?? 0,
  }
}
