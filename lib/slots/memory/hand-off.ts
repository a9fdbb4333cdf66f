import type { CandidateSet, StoreSignal } from '../store'
import type { AccountCandidate } from '../types'
import { type PoolQueue, type PoolTicket, serve, withdraw } from './pool-queue'
import {
  type AccountLease,
  availability,
  dropIfEmpty,
  grantAccount,
  purgeAccountLeases,
  type ShardContext,
  widen,
} from './shard'

const maxOfferedPools = 64
const maxGrantsPerOffer = 1_000

/** What one command hands over; tickets it asks about itself get no signal. */
export type HandOff = ShardContext & { silent: ReadonlySet<string>; signals: StoreSignal[]; seed: number }

type Rank = { priority: number; loadRate: number; mark: number; turn: number }

function isBefore(a: Rank, b: Rank): boolean {
  if (a.priority !== b.priority) return a.priority < b.priority
  if (a.loadRate !== b.loadRate) return a.loadRate < b.loadRate
  return a.mark === b.mark ? a.turn < b.turn : a.mark < b.mark
}

/** The best free candidate: priority, then load, then least recently picked; the seed spreads those never picked. */
export function pick(context: ShardContext, set: CandidateSet, seed: number): AccountCandidate | null {
  const { shard, nowMs } = context
  const size = set.list.length
  let best: AccountCandidate | null = null
  let bestRank: Rank | null = null
  for (let index = 0; index < size; index++) {
    const candidate = set.list[index]
    if (!candidate || availability(shard, candidate, nowMs).kind !== 'free') continue
    const { accountId, limit, priority } = candidate
    const load = (shard.running.get(accountId) ?? 0) + (shard.stickyWaiting.get(accountId) ?? 0)
    const loadRate = limit > 0 ? (load * 100) / limit : 0
    const rank = { priority, loadRate, mark: shard.picked.get(accountId) ?? 0, turn: (index + seed) % size }
    if (bestRank === null || isBefore(rank, bestRank)) {
      best = candidate
      bestRank = rank
    }
  }
  return best
}

/** How long until the first of the candidates is back; null when there is none; 0 when one isn't paused. */
export function pausedForMs(context: ShardContext, set: CandidateSet): number | null {
  let nearestMs: number | null = null
  for (const candidate of set.list) {
    const state = availability(context.shard, candidate, context.nowMs)
    const waitMs = state.kind === 'paused' ? state.untilMs - context.nowMs : 0
    nearestMs = nearestMs === null ? waitMs : Math.min(nearestMs, waitMs)
  }
  return nearestMs
}

/** Hands a slot to a waiting ticket. */
function grantTicket(h: HandOff, poolId: string, queue: PoolQueue, ticket: PoolTicket, to: AccountCandidate): void {
  const { shard, nowMs, limits } = h
  widen(shard, ticket)
  const want = { ...ticket, leaseId: ticket.id, poolId }
  const lease: AccountLease = grantAccount(shard, want, to, nowMs + limits.confirmMs, nowMs)
  serve(queue, ticket)
  shard.turn += 1
  queue.turn = shard.turn
  dropIfEmpty(shard, poolId)
  if (h.silent.has(ticket.id)) return
  const { accountId, sticky, probe } = lease
  h.signals.push({
    kind: 'account_granted',
    processId: ticket.processId,
    ticketId: ticket.id,
    accountId,
    sticky,
    probe,
  })
}

/** The account that a ticket could take among all, when it is `accountId`'s turn to be given away. */
function fitting(h: HandOff, ticket: PoolTicket, accountId: string): AccountCandidate | null {
  if (ticket.stickyUntilMs <= h.nowMs) widen(h.shard, ticket)
  if (ticket.stickyAccountId !== null && ticket.stickyAccountId !== accountId) return null
  const candidate = ticket.candidates.byId.get(accountId)
  return candidate && availability(h.shard, candidate, h.nowMs).kind === 'free' ? candidate : null
}

function offerOnce(h: HandOff, accountId: string): boolean {
  const pools = [...h.shard.pools]
    .sort(([a, x], [b, y]) => x.turn - y.turn || (a < b ? -1 : 1))
    .slice(0, maxOfferedPools)
  for (const [poolId, queue] of pools) {
    for (const ticket of queue.tickets) {
      if (ticket.aliveUntilMs <= h.nowMs) continue
      const candidate = fitting(h, ticket, accountId)
      if (!candidate) continue
      grantTicket(h, poolId, queue, ticket, candidate)
      return true
    }
  }
  return false
}

/** Gives free slots of one account to waiters: pools in turn, within a pool by ticket, the first that can use it. */
export function offer(h: HandOff, accountId: string, maxGrants: number = maxGrantsPerOffer): void {
  for (let grants = 0; grants < maxGrants && h.shard.pools.size > 0; grants++) {
    if (!offerOnce(h, accountId)) return
  }
}

/** Gives away what ended leases left. */
export function purge(h: HandOff): void {
  for (const accountId of purgeAccountLeases(h.shard, h.nowMs)) offer(h, accountId, 1)
}

/** Takes dead tickets out of a pool's queue. */
export function purgeTickets(h: HandOff, poolId: string): void {
  const queue = h.shard.pools.get(poolId)
  const dead = queue?.tickets.filter((ticket) => ticket.aliveUntilMs <= h.nowMs) ?? []
  for (const ticket of dead) withdrawTicket(h, poolId, ticket)
}

export function withdrawTicket(h: ShardContext, poolId: string, ticket: PoolTicket): void {
  const queue = h.shard.pools.get(poolId)
  if (!queue) return
  widen(h.shard, ticket)
  withdraw(queue, ticket)
  dropIfEmpty(h.shard, poolId)
}

function drainTicket(h: HandOff, ticket: PoolTicket, exhausted: Set<CandidateSet>): AccountCandidate | null {
  if (ticket.stickyUntilMs <= h.nowMs) widen(h.shard, ticket)
  if (ticket.stickyAccountId !== null) {
    const own = ticket.candidates.byId.get(ticket.stickyAccountId)
    const state = own ? availability(h.shard, own, h.nowMs).kind : 'paused'
    if (own && state === 'free') return own
    if (state === 'full') return null
    // Its account is gone or paused: any other will do from now on.
    widen(h.shard, ticket)
  }
  if (exhausted.has(ticket.candidates)) return null
  const best = pick(h, ticket.candidates, h.seed)
  if (!best) exhausted.add(ticket.candidates)
  return best
}

/** Serves who waits in a pool with whatever became free by time alone: ended pauses, changed accounts, spent patience. */
export function drain(h: HandOff, poolId: string): void {
  const queue = h.shard.pools.get(poolId)
  if (!queue) return
  const exhausted = new Set<CandidateSet>()
  for (const ticket of [...queue.tickets]) {
    const candidate = drainTicket(h, ticket, exhausted)
    if (candidate) grantTicket(h, poolId, queue, ticket, candidate)
  }
}
