import type { AccountLoad, PauseCause } from '../slots'

/** Whose fault a failed call was. */
export type ErrorOwner = 'customer' | 'us' | 'upstream'

/** An account's load and state now; times are ISO 8601. */
export type LiveAccount = {
  id: string
  running: number
  waiting: number
  loadRate: number | null
  state: AccountLoad['state']
  cause: AccountLoad['cause']
  reason: string | null
  since: string | null
  until: string | null
  models: { model: string; until: string; cause: PauseCause; reason: string }[]
}

/** What the records of a time range add up to; amounts are decimal strings of nano-USD. */
export type TodayTotals = {
  requests: number
  tokens: number
  chargedNanoUsd: string
  costNanoUsd: string
  lossNanoUsd: string
  failed: Record<ErrorOwner, number>
}

/** Percentiles in milliseconds; null without calls. */
export type Latency = { p50Ms: number | null; p95Ms: number | null; p99Ms: number | null }

/** What is read less often than the rest. */
export type LivePace = {
  /** Of the last 15 minutes, as are the two below it. */
  firstToken: Latency
  queue: Latency
  /** What the gateway itself took before it asked the provider. */
  own: Latency
  /** Of today's calls by cost prices and multipliers; those without one count as 0. */
  upstreamCostNanoUsd: string
  marginNanoUsd: string
  requestsWithCost: number
  requestsWithoutCost: number
}

/** The installation at one moment. */
export type LiveSnapshot = {
  at: string
  /** Calls that hold a slot of an account. */
  running: number
  /** Calls that wait in the pools. */
  waiting: number
  openHolds: number
  lastMinute: { requests: number; tokens: number; failed: number }
  today: TodayTotals
  pace: LivePace
  accounts: LiveAccount[]
  pools: { id: string; running: number; waiting: number }[]
  /** Customers whose calls run or wait for their slot, those with most open holds first. */
  users: { id: string; running: number; waiting: number }[]
  /** False while the slot store doesn't answer: loads are unknown then, not zero. */
  storeReachable: boolean
}
