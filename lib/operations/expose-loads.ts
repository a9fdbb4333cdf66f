import { logger } from '../logger'
import { type LoadSample, setLoadSource } from '../metrics'
import { nanoPerUsd } from '../money'
import type { AccountLoad } from '../slots'
import { readBusyCustomers, readLoads } from './read-loads'
import { readSums } from './read-sums'

/** Bounds the number of series: a customer is in the metrics only while it is among the busiest. */
const maxCustomers = 100

function accountSample(load: AccountLoad, nowMs: number): LoadSample['accounts'][number] {
  const secondsLeft = (untilMs: number | null) => (untilMs === null ? 0 : Math.max(0, (untilMs - nowMs) / 1000))
  const { accountId: id, running, waiting, loadRate } = load
  const whole = load.cause === null ? [] : [{ model: '*', cause: load.cause, secondsLeft: secondsLeft(load.untilMs) }]
  const ofModels = load.models.map(({ model, cause, untilMs }) => ({ model, cause, secondsLeft: secondsLeft(untilMs) }))
  return { id, running, waiting, loadRate, pauses: [...whole, ...ofModels] }
}

const usd = (nanoUsd: string) => Number(nanoUsd) / Number(nanoPerUsd)

/** Null while the database doesn't answer: the loads are shown without it. */
async function readToday(): Promise<LoadSample['today']> {
  try {
    const { today, pace, openHolds } = await readSums()
    return {
      ...{ requests: today.requests, tokens: today.tokens, failed: today.failed, openHolds },
      ...{ chargedUsd: usd(today.chargedNanoUsd), lostUsd: usd(today.lossNanoUsd) },
      upstreamCostUsd: usd(pace.upstreamCostNanoUsd),
      own: { '0.5': pace.own.p50Ms, '0.95': pace.own.p95Ms, '0.99': pace.own.p99Ms },
    }
  } catch (error) {
    logger().warn({ reason: String(error) }, 'sums could not be read for the metrics')
    return null
  }
}

async function readSample(): Promise<LoadSample> {
  const [{ accounts, pools, storeReachable }, customers, today] = await Promise.all([
    readLoads(),
    readBusyCustomers(maxCustomers),
    readToday(),
  ])
  const nowMs = Date.now()
  return { storeReachable, accounts: accounts.map((load) => accountSample(load, nowMs)), pools, customers, today }
}

/** Puts the loads that the panel shows on this process's /metrics: accounts, pools, the busiest 100 customers, and today's sums. */
export function exposeLoads(): void {
  setLoadSource(readSample)
}
