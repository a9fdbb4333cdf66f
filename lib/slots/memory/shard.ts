import { IdTable } from '../id-table'
import type { SlotLimits } from '../limits'
import type { AccountCandidate } from '../types'
import { type Health, type Pause, pausesFor } from './health'
import { createPoolQueue, type PoolQueue, type PoolTicket } from './pool-queue'

/** What is kept of one account. */
export class AccountState {
  running = 0
  /** Sticky tickets that wait for it alone. */
  stickyWaiting = 0
  /** When it was picked last; read it by `markOf`. */
  pickedMark = 0
  health: Health | undefined = undefined
}

export type AccountLease = {
  accountId: string
  account: AccountState
  expiresAtMs: number
  sticky: boolean
  probe: boolean
}

type Session = { accountId: string; expiresAtMs: number; movedAtMs: number }

/** All that the store keeps of the accounts and pools of one shard. */
export type Shard = {
  leases: IdTable<AccountLease>
  nextExpiryMs: number
  accounts: Map<string, AccountState>
  lastMark: number
  sessions: Map<string, Session>
  /** Only pools in which somebody waits. */
  pools: Map<string, PoolQueue>
  /** Hand-overs to waiters so far: pools take turns by it. */
  turn: number
}

const pickedMemoryMarks = 3_600_000_000
const marksPerMs = 1_000
const maxPurged = 100
/** Within it a session's place among the least recently used may be wrong. */
const sessionOrderMs = 1_000

export function createShard(): Shard {
  return {
    leases: new IdTable(),
    nextExpiryMs: Number.POSITIVE_INFINITY,
    accounts: new Map(),
    lastMark: 0,
    sessions: new Map(),
    pools: new Map(),
    turn: 0,
  }
}

export function accountOf(shard: Shard, accountId: string): AccountState {
  let state = shard.accounts.get(accountId)
  if (state === undefined) {
    state = new AccountState()
    shard.accounts.set(accountId, state)
  }
  return state
}

export function healthOf(state: AccountState | undefined, nowMs: number): Health | undefined {
  const health = state?.health
  if (!state || !health || health.forgetAtMs > nowMs) return health
  state.health = undefined
  return undefined
}

/** The mark of an account's last pick; 0 when it was longer than an hour before the shard's last. */
export function markOf(shard: Shard, state: AccountState | undefined): number {
  const mark = state?.pickedMark ?? 0
  return mark > shard.lastMark - pickedMemoryMarks ? mark : 0
}

/** Whether nothing is kept that a missing account wouldn't have; drops what is over. */
export function isForgotten(shard: Shard, state: AccountState, nowMs: number): boolean {
  return healthOf(state, nowMs) === undefined && state.running + state.stickyWaiting + markOf(shard, state) === 0
}

/** What stands in the way of a candidate: a pause, no place, or nothing. */
export type Availability =
  | { kind: 'free'; probed: readonly Pause[] }
  | { kind: 'full' }
  | { kind: 'paused'; untilMs: number }

const full: Availability = { kind: 'full' }
const noPauses: readonly Pause[] = []
const free: Availability = { kind: 'free', probed: noPauses }

export function availability(shard: Shard, candidate: AccountCandidate, nowMs: number): Availability {
  return availabilityOf(shard, candidate, shard.accounts.get(candidate.accountId), nowMs)
}

/** The same, of an account that was looked up before. */
export function availabilityOf(
  shard: Shard,
  { limit, upstreamModel }: AccountCandidate,
  state: AccountState | undefined,
  nowMs: number,
): Availability {
  const isAtLimit = limit > 0 && state !== undefined && state.running >= limit
  const health = healthOf(state, nowMs)
  if (!health) return isAtLimit ? full : free
  const pauses = pausesFor(health, upstreamModel)
  const untilMs = Math.max(0, ...pauses.map((pause) => pause.untilMs))
  if (untilMs > nowMs) return { kind: 'paused', untilMs }
  const probed = pauses.filter((pause) => pause.isProbed)
  // While one call tries an account that failed, the others wait as if it were full.
  if (probed.some((pause) => shard.leases.has(pause.probeLeaseId))) return full
  return isAtLimit ? full : { kind: 'free', probed }
}

export function addAccountLease(shard: Shard, leaseId: string, lease: AccountLease): void {
  shard.leases.set(leaseId, lease)
  if (lease.expiresAtMs < shard.nextExpiryMs) shard.nextExpiryMs = lease.expiresAtMs
  lease.account.running += 1
}

/** Returns the account whose slot became free, or null. */
export function removeAccountLease(shard: Shard, leaseId: string): string | null {
  const lease = shard.leases.get(leaseId)
  if (!lease) return null
  shard.leases.delete(leaseId)
  lease.account.running -= 1
  return lease.accountId
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

const nobody: readonly string[] = []

/** Takes away leases that weren't renewed in time, oldest first; returns the accounts they were of. */
export function purgeAccountLeases(shard: Shard, nowMs: number): readonly string[] {
  if (shard.nextExpiryMs > nowMs) return nobody
  const ended = shard.leases
    .entries()
    .filter(([, lease]) => lease.expiresAtMs <= nowMs)
    .sort(([a, x], [b, y]) => x.expiresAtMs - y.expiresAtMs || compareText(a, b))
    .slice(0, maxPurged)
  const freed = ended.flatMap(([leaseId]) => removeAccountLease(shard, leaseId) ?? [])
  let nextExpiryMs = Number.POSITIVE_INFINITY
  for (const [, lease] of shard.leases.entries()) nextExpiryMs = Math.min(nextExpiryMs, lease.expiresAtMs)
  shard.nextExpiryMs = nextExpiryMs
  return freed
}

/** Remembers that an account was picked just now. */
function markPicked(shard: Shard, state: AccountState, nowMs: number): void {
  shard.lastMark = Math.max(nowMs * marksPerMs, shard.lastMark + 1)
  state.pickedMark = shard.lastMark
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

/** Binds a session from its last use on; the least recently used are at the front. Returns whether it was bound to the account already. */
function bindSession(shard: Shard, name: string, accountId: string, nowMs: number, ttlMs: number): boolean {
  const bound = shard.sessions.get(name)
  const wasBound = bound !== undefined && bound.expiresAtMs > nowMs && bound.accountId === accountId
  if (wasBound && nowMs - bound.movedAtMs < sessionOrderMs) {
    bound.expiresAtMs = nowMs + ttlMs
    return true
  }
  shard.sessions.delete(name)
  shard.sessions.set(name, { accountId, expiresAtMs: nowMs + ttlMs, movedAtMs: nowMs })
  return wasBound
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
  accountOf(shard, ticket.stickyAccountId).stickyWaiting -= 1
  ticket.stickyAccountId = null
}

/** `session`: the name of the call's session, or null. */
export type GrantWant = { leaseId: string; session: string | null; stickyTtlMs: number }

/** Takes a slot of a free candidate for good or until it is confirmed, and binds the session to it. */
export function grantAccount(
  shard: Shard,
  { leaseId, session, stickyTtlMs }: GrantWant,
  candidate: AccountCandidate,
  expiresAtMs: number,
  nowMs: number,
): AccountLease {
  const { accountId } = candidate
  const account = accountOf(shard, accountId)
  const state = availabilityOf(shard, candidate, account, nowMs)
  const probed = state.kind === 'free' ? state.probed : noPauses
  for (const pause of probed) pause.probeLeaseId = leaseId
  const sticky = session !== null && bindSession(shard, session, accountId, nowMs, stickyTtlMs)
  const lease: AccountLease = { accountId, account, expiresAtMs, sticky, probe: probed.length > 0 }
  addAccountLease(shard, leaseId, lease)
  markPicked(shard, account, nowMs)
  return lease
}

export type ShardContext = { shard: Shard; limits: SlotLimits; nowMs: number }
