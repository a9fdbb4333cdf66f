import type { SlotLimits } from '../limits'
import type { AccountCandidate } from '../types'
import { type Health, type Pause, pausesFor } from './health'
import { createPoolQueue, type PoolQueue, type PoolTicket } from './pool-queue'

export type AccountLease = { accountId: string; expiresAtMs: number; sticky: boolean; probe: boolean }

/** All that the store keeps of the accounts and pools of one shard. */
export type Shard = {
  leases: Map<string, AccountLease>
  nextExpiryMs: number
  running: Map<string, number>
  /** Account → sticky tickets that wait for it alone. */
  stickyWaiting: Map<string, number>
  /** Account → mark of its last pick, oldest first. */
  picked: Map<string, number>
  lastMark: number
  health: Map<string, Health>
  sessions: Map<string, { accountId: string; expiresAtMs: number }>
  /** Only pools in which somebody waits. */
  pools: Map<string, PoolQueue>
  /** Hand-overs to waiters so far: pools take turns by it. */
  turn: number
}

const pickedMemoryMarks = 3_600_000_000
const marksPerMs = 1_000
const maxPurged = 100

export function createShard(): Shard {
  return {
    leases: new Map(),
    nextExpiryMs: Number.POSITIVE_INFINITY,
    running: new Map(),
    stickyWaiting: new Map(),
    picked: new Map(),
    lastMark: 0,
    health: new Map(),
    sessions: new Map(),
    pools: new Map(),
    turn: 0,
  }
}

/** Adds to a counter that is dropped at zero. */
export function count(counts: Map<string, number>, name: string, change: number): void {
  const next = (counts.get(name) ?? 0) + change
  if (next > 0) counts.set(name, next)
  else counts.delete(name)
}

export function healthOf(shard: Shard, accountId: string, nowMs: number): Health | undefined {
  const health = shard.health.get(accountId)
  if (!health || health.forgetAtMs > nowMs) return health
  shard.health.delete(accountId)
  return undefined
}

/** What stands in the way of a candidate: a pause, no place, or nothing. */
export type Availability = { kind: 'free'; probed: Pause[] } | { kind: 'full' } | { kind: 'paused'; untilMs: number }

const full: Availability = { kind: 'full' }
const free: Availability = { kind: 'free', probed: [] }

export function availability(shard: Shard, candidate: AccountCandidate, nowMs: number): Availability {
  const health = healthOf(shard, candidate.accountId, nowMs)
  if (!health) return isAtLimit(shard, candidate) ? full : free
  const pauses = pausesFor(health, candidate.upstreamModel)
  const untilMs = Math.max(0, ...pauses.map((pause) => pause.untilMs))
  if (untilMs > nowMs) return { kind: 'paused', untilMs }
  const probed = pauses.filter((pause) => pause.isProbed)
  // While one call tries an account that failed, the others wait as if it were full.
  if (probed.some((pause) => shard.leases.has(pause.probeLeaseId))) return full
  return isAtLimit(shard, candidate) ? full : { kind: 'free', probed }
}

function isAtLimit(shard: Shard, { accountId, limit }: AccountCandidate): boolean {
  return limit > 0 && (shard.running.get(accountId) ?? 0) >= limit
}

export function addAccountLease(shard: Shard, leaseId: string, lease: AccountLease): void {
  shard.leases.set(leaseId, lease)
  shard.nextExpiryMs = Math.min(shard.nextExpiryMs, lease.expiresAtMs)
  count(shard.running, lease.accountId, 1)
}

/** Returns the account whose slot became free, or null. */
export function removeAccountLease(shard: Shard, leaseId: string): string | null {
  const lease = shard.leases.get(leaseId)
  if (!lease) return null
  shard.leases.delete(leaseId)
  count(shard.running, lease.accountId, -1)
  return lease.accountId
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Takes away leases that weren't renewed in time, oldest first; returns the accounts they were of. */
export function purgeAccountLeases(shard: Shard, nowMs: number): string[] {
  if (shard.nextExpiryMs > nowMs) return []
  const ended = [...shard.leases]
    .filter(([, lease]) => lease.expiresAtMs <= nowMs)
    .sort(([a, x], [b, y]) => x.expiresAtMs - y.expiresAtMs || compareText(a, b))
    .slice(0, maxPurged)
  const freed = ended.flatMap(([leaseId]) => removeAccountLease(shard, leaseId) ?? [])
  let nextExpiryMs = Number.POSITIVE_INFINITY
  for (const lease of shard.leases.values()) nextExpiryMs = Math.min(nextExpiryMs, lease.expiresAtMs)
  shard.nextExpiryMs = nextExpiryMs
  return freed
}

/** Remembers that an account was picked just now; marks older than an hour are forgotten. */
export function markPicked(shard: Shard, accountId: string, nowMs: number): void {
  shard.lastMark = Math.max(nowMs * marksPerMs, shard.lastMark + 1)
  shard.picked.delete(accountId)
  shard.picked.set(accountId, shard.lastMark)
  for (const [oldest, mark] of shard.picked) {
    if (mark > shard.lastMark - pickedMemoryMarks) break
    shard.picked.delete(oldest)
  }
}

export function sessionName(poolId: string, userId: string, sessionKey: string): string {
  return `${poolId}:${userId}:${sessionKey}`
}

export function boundAccount(shard: Shard, name: string, nowMs: number): string | null {
  const bound = shard.sessions.get(name)
  if (!bound) return null
  if (bound.expiresAtMs > nowMs) return bound.accountId
  shard.sessions.delete(name)
  return null
}

/** Binds a session from its last use on; the least recently used are at the front. */
export function bindSession(shard: Shard, name: string, accountId: string, expiresAtMs: number): void {
  shard.sessions.delete(name)
  shard.sessions.set(name, { accountId, expiresAtMs })
}

export function poolQueue(shard: Shard, poolId: string): PoolQueue {
  const queue = shard.pools.get(poolId) ?? createPoolQueue(shard.turn)
  shard.pools.set(poolId, queue)
  return queue
}

export function dropIfEmpty(shard: Shard, poolId: string): void {
  if (shard.pools.get(poolId)?.tickets.length === 0) shard.pools.delete(poolId)
}

/** Lets a ticket take any account from now on. */
export function widen(shard: Shard, ticket: PoolTicket): void {
  if (ticket.stickyAccountId === null) return
  count(shard.stickyWaiting, ticket.stickyAccountId, -1)
  ticket.stickyAccountId = null
}

export type GrantWant = {
  leaseId: string
  poolId: string
  userId: string
  sessionKey: string | null
  stickyTtlMs: number
}

/** Takes a slot of a free candidate for good or until it is confirmed, and binds the session to it. */
export function grantAccount(
  shard: Shard,
  want: GrantWant,
  candidate: AccountCandidate,
  expiresAtMs: number,
  nowMs: number,
): AccountLease {
  const { accountId } = candidate
  const state = availability(shard, candidate, nowMs)
  const probed = state.kind === 'free' ? state.probed : []
  for (const pause of probed) pause.probeLeaseId = want.leaseId
  const name = want.sessionKey === null ? null : sessionName(want.poolId, want.userId, want.sessionKey)
  const sticky = name !== null && boundAccount(shard, name, nowMs) === accountId
  const lease = { accountId, expiresAtMs, sticky, probe: probed.length > 0 }
  addAccountLease(shard, want.leaseId, lease)
  markPicked(shard, accountId, nowMs)
  if (name !== null) bindSession(shard, name, accountId, nowMs + want.stickyTtlMs)
  return lease
}

export type ShardContext = { shard: Shard; limits: SlotLimits; nowMs: number }
