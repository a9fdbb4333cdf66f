import type { AccountLoad } from '../slots'
import { readBusyCustomers, readLoads } from './read-loads'
import { readSums } from './read-sums'
import type { LiveAccount, LiveSnapshot } from './types'

const shownCustomers = 200

const iso = (timeMs: number | null) => (timeMs === null ? null : new Date(timeMs).toISOString())

function liveAccount(load: AccountLoad): LiveAccount {
  return {
    id: load.accountId,
    running: load.running,
    waiting: load.waiting,
    loadRate: load.loadRate,
    state: load.state,
    cause: load.cause,
    reason: load.reason,
    since: iso(load.sinceMs),
    until: iso(load.untilMs),
    models: load.models.map(({ model, untilMs, cause, reason }) => ({
      model,
      cause,
      until: new Date(untilMs).toISOString(),
      reason,
    })),
  }
}

/** The installation at this moment: loads from the slot store, sums from the records of today (UTC). */
export async function readLive(): Promise<LiveSnapshot> {
  const [sums, users, live] = await Promise.all([readSums(), readBusyCustomers(shownCustomers), readLoads()])
  return {
    at: new Date().toISOString(),
    running: live.accounts.reduce((sum, load) => sum + load.running, 0),
    waiting: live.pools.reduce((sum, queue) => sum + queue.waiting, 0),
    ...sums,
    accounts: live.accounts.map(liveAccount),
    pools: live.pools,
    users,
    storeReachable: live.storeReachable,
  }
}
