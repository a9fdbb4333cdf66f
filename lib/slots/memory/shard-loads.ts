import type { SlotLimits } from '../limits'
import type { StoreSignal } from '../store'
import type { AccountLoad } from '../types'
import { describeAccount } from './describe-account'
import { begin } from './hand-off'
import { healthOf, markOf, type Shard } from './shard'

/** The accounts' loads and pauses as they are now. */
export function accountLoads(
  shard: Shard,
  accounts: readonly { accountId: string; limit: number }[],
  limits: SlotLimits,
  nowMs: number,
): { loads: AccountLoad[]; signals: StoreSignal[] } {
  const h = begin(shard, limits, nowMs)
  const loads = accounts.map(({ accountId, limit }) => {
    const state = shard.accounts.get(accountId)
    const counts = { running: state?.running ?? 0, waiting: state?.stickyWaiting ?? 0 }
    const pickedMark = markOf(shard, state)
    return describeAccount({ accountId, limit, ...counts, pickedMark, health: healthOf(state, nowMs) }, nowMs)
  })
  return { loads, signals: h.signals }
}

/** How many wait in a pool. */
export function poolWaiting(
  shard: Shard,
  poolId: string,
  limits: SlotLimits,
  nowMs: number,
): { waiting: number; signals: StoreSignal[] } {
  const h = begin(shard, limits, nowMs)
  return { waiting: shard.pools.get(poolId)?.tickets.length ?? 0, signals: h.signals }
}
