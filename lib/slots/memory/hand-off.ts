import type { SlotLimits } from '../limits'
import type { CandidateSet, StoreSignal } from '../store'
import type { AccountCandidate } from '../types'
import { type PoolQueue, type PoolTicket, serve, withdraw } from './pool-queue'
import {
  availability,
  availabilityOf,
  dropIfEmpty,
  grantAccount,
  markOf,
  purgeAccountLeases,
  type Shard,
  type ShardContext,
  sessionName,
  widen,
} from './shard'

const maxOfferedPools = 64
const maxGrantsPerOffer = 1_000

/** What one command hands over; tickets it asks about itself get no signal. */
export type HandOff = ShardContext & {
  readonly silent: ReadonlySet<string>
  /** `noSignals` until the first is told. */
  signals: StoreSignal[]
  readonly seed: number
}

/** Of commands that nobody must hear of; nothing is ever added to it. */
export const noSignals: StoreSignal[] = []

/** Notes what a process must hear. */
export function tell(h: HandOff, signal: StoreSignal): void {
  if (h.signals === noSignals) h.signals = []
  h.signals.push(signal)
}

/** The best free candidate: priority, then load, then least recently picked; the seed spreads those never picked. */
export function pick(context: ShardContext, set: CandidateSet, seed: number): AccountCandidate | null {
  const { shard, nowMs } = context
  const { list } = set
  let best: AccountCandidate | null = null
  let [bestRate, bestMark, bestTurn] = [0, 0, 0]
  for (let index = 0; index < list.length; index++) {
    const candidate = list[index]
    if (!candidate || (best !== null && candidate.priority > best.priority)) continue
    const state = shard.accounts.get(candidate.accountId)
    if (availabilityOf(shard, candidate, state, nowMs).kind !== 'free') continue
    const load = state === undefined ? 0 : state.running + state.stickyWaiting
    const rate = candidate.limit > 0 ? (load * 100) / candidate.limit : 0
    const mark = markOf(shard, state)
    const turn = (index + seed) % list.length
    const difference = best === null ? -1 : candidate.priority - best.priority || rate - bestRate || mark - bestMark
    if (difference > 0 || (difference === 0 && turn > bestTurn)) continue
    best = candidate
    bestRate = rate
    bestMark = mark
    bestTurn = turn
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
  const { sessionKey, stickyTtlMs } = ticket
  const session = sessionKey === null ? null : sessionName(poolId, ticket.userId, sessionKey)
  const want = { leaseId: ticket.id, session, stickyTtlMs }
  const lease = grantAccount(shard, want, to, nowMs + limits.confirmMs, nowMs)
  serve(queue, ticket)
  shard.turn += 1
  queue.turn = shard.turn
  dropIfEmpty(shard, poolId)
  if (h.silent.has(ticket.id)) return
  const { accountId, sticky, probe } = lease
  const { id: ticketId, processId } = ticket
  tell(h, { kind: 'account_granted', processId, ticketId, accountId, sticky, probe })
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
function purge(h: HandOff): void {
  for (const accountId of purgeAccountLeases(h.shard, h.nowMs)) offer(h, accountId, 1)
}

/** Takes dead tickets out of a pool's queue. */
export function purgeTickets(h: HandOff, poolId: string): void {
  const queue = h.shard.pools.get(poolId)
  if (!queue) return
  const dead = queue.tickets.filter((ticket) => ticket.aliveUntilMs <= h.nowMs)
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

const nobody: ReadonlySet<string> = new Set()

/** Begins a command: what ended leases left is given away first. */
export function begin(shard: Shard, limits: SlotLimits, nowMs: number, silent = nobody, seed = 0): HandOff {
  const handOff: HandOff = { shard, limits, nowMs, silent, signals: noSignals, seed }
  if (shard.nextExpiryMs <= nowMs) purge(handOff)
  return handOff
}
