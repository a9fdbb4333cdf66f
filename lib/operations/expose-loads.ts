import { type LoadSample, setLoadSource } from '../metrics'
import type { AccountLoad } from '../slots'
import { readBusyCustomers, readLoads } from './read-loads'

/** Bounds the number of series: a customer is in the metrics only while it is among the busiest. */
const maxCustomers = 100

function accountSample(load: AccountLoad, nowMs: number): LoadSample['accounts'][number] {
  const secondsLeft = (untilMs: number | null) => (untilMs === null ? 0 : Math.max(0, (untilMs - nowMs) / 1000))
  const { accountId: id, running, waiting, loadRate } = load
  const whole = load.cause === null ? [] : [{ model: '*', cause: load.cause, secondsLeft: secondsLeft(load.untilMs) }]
  const ofModels = load.models.map(({ model, cause, untilMs }) => ({ model, cause, secondsLeft: secondsLeft(untilMs) }))
  return { id, running, waiting, loadRate, pauses: [...whole, ...ofModels] }
}

async function readSample(): Promise<LoadSample> {
  const [{ accounts, pools, storeReachable }, customers] = await Promise.all([
    readLoads(),
    readBusyCustomers(maxCustomers),
  ])
  const nowMs = Date.now()
  return { storeReachable, accounts: accounts.map((load) => accountSample(load, nowMs)), pools, customers }
}

/** Puts the loads that the panel shows on this process's /metrics: accounts, pools, and the busiest 100 customers. */
export function exposeLoads(): void {
  setLoadSource(readSample)
}
