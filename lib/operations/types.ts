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
  accounts: LiveAccount[]
  pools: { id: string; running: number; waiting: number }[]
  /** Customers whose calls run or wait for their slot, those with most open holds first. */
  users: { id: string; running: number; waiting: number }[]
  /** False while the slot store doesn't answer: loads are unknown then, not zero. */
  storeReachable: boolean
}
