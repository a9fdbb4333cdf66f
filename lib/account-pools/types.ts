import type { UpstreamAccountConfig } from '../upstream-accounts'

/** A pool and its usable accounts, from the process's cache (15 s, purged within 1 s of a change). */
export type PoolConfig = {
  poolId: string
  name: string
  shard: string
  open: boolean
  protocols: readonly string[]
  /** Millionths. */
  rateMultiplier: bigint
  instructionsPolicy: 'passthrough' | 'default_if_missing' | 'override'
  instructions: string
  disconnectPolicy: 'drain' | 'cancel'
  maxWaiting: number
  idleTimeoutMs: number
  /** Enabled, not deleted, not draining, not in status `error`. */
  accounts: readonly UpstreamAccountConfig[]
}
