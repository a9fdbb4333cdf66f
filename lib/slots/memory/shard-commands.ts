import type { SlotLimits } from '../limits'
import type {
  AcquireAnswer,
  AcquireCommand,
  LeaseRenewal,
  PoolPollCommand,
  PoolTicketState,
  StoreLimits,
  StoreSignal,
} from '../store'
import type { AccountCandidate, AccountEffect } from '../types'
import {
  begin,
  drain,
  type HandOff,
  noSignals,
  offer,
  pausedForMs,
  pick,
  purgeTickets,
  tell,
  withdrawTicket,
} from './hand-off'
import { applyEffect, clearHealth, createHealth } from './health'
import { enqueue, greediestTicket } from './pool-queue'
import {
  accountOf,
  addAccountLease,
  availability,
  boundAccount,
  grantAccount,
  healthOf,
  poolQueue,
  removeAccountLease,
  type Shard,
  sessionName,
} from './shard'

function candidateOf(command: AcquireCommand, accountId: string): AccountCandidate | undefined {
  for (const each of command.candidates.list) if (each.accountId === accountId) return each
  return undefined
}

/** The session's account when it is a candidate that isn't paused. */
function ownAccount(h: HandOff, command: AcquireCommand, session: string): AccountCandidate | null {
  const accountId = boundAccount(h.shard, session, h.nowMs)
  const own = accountId === null ? undefined : candidateOf(command, accountId)
  return own && availability(h.shard, own, h.nowMs).kind !== 'paused' ? own : null
}

function grantNow(
  h: HandOff,
  command: AcquireCommand,
  candidate: AccountCandidate,
  session: string | null,
): AcquireAnswer {
  const want = { leaseId: command.ticketId, session, stickyTtlMs: command.stickyTtlMs }
  const { accountId, sticky, probe } = grantAccount(h.shard, want, candidate, h.nowMs + h.limits.leaseTtlMs, h.nowMs)
  return { kind: 'acquired', accountId, sticky, probe, signals: h.signals }
}

function wait(h: HandOff, command: AcquireCommand, own: AccountCandidate | null): AcquireAnswer {
  const { shard, nowMs } = h
  const waiting = shard.pools.get(command.poolId)?.tickets.length ?? 0
  if (waiting >= command.maxWaiting) {
    const queue = shard.pools.get(command.poolId)
    const shed = queue && command.maxWaiting > 0 ? greediestTicket(queue, command.userId) : null
    if (!shed) return { kind: 'queue_full', signals: h.signals }
    withdrawTicket(h, command.poolId, shed)
    tell(h, { kind: 'shed', processId: shed.processId, ticketId: shed.id })
  }
  if (own) accountOf(shard, own.accountId).stickyWaiting += 1
  enqueue(poolQueue(shard, command.poolId), {
    id: command.ticketId,
    processId: command.processId,
    userId: command.userId,
    candidates: command.candidates,
    aliveUntilMs: nowMs + h.limits.ticketTtlMs,
    turnCost: command.turnCost,
    stickyAccountId: own?.accountId ?? null,
    stickyUntilMs: nowMs + command.stickyPatienceMs,
    sessionKey: command.sessionKey,
    stickyTtlMs: command.stickyTtlMs,
  })
  return { kind: 'waiting', signals: h.signals }
}

/** Looks at all candidates, takes the best one's slot, or a place in the pool's queue. */
export function acquireAccount(
  shard: Shard,
  command: AcquireCommand,
  limits: SlotLimits,
  nowMs: number,
): AcquireAnswer {
  const h = begin(shard, limits, nowMs, undefined, command.seed)
  if (shard.pools.size > 0) {
    purgeTickets(h, command.poolId)
    drain(h, command.poolId)
  }
  const { poolId, userId, sessionKey } = command
  const session = sessionKey === null ? null : sessionName(poolId, userId, sessionKey)
  const own = session === null ? null : ownAccount(h, command, session)
  if (own && availability(shard, own, nowMs).kind === 'free') return grantNow(h, command, own, session)
  const waiting = shard.pools.get(poolId)?.tickets.length ?? 0
  // Without room to wait for its own account, any will do at once.
  const waitsForOwn = own !== null && command.stickyPatienceMs > 0 && waiting < command.maxWaiting
  const best = waitsForOwn ? null : pick(h, command.candidates, command.seed)
  if (best) return grantNow(h, command, best, session)
  const retryAfterMs = pausedForMs(h, command.candidates)
  if (retryAfterMs !== 0) return { kind: 'none_eligible', retryAfterMs, signals: h.signals }
  return wait(h, command, waitsForOwn ? own : null)
}

/** Says that tickets are still wanted and by which candidates, and what became of them; handed-over slots are confirmed. */
export function pollPool(
  shard: Shard,
  command: PoolPollCommand,
  limits: SlotLimits,
  nowMs: number,
): { states: PoolTicketState[]; signals: StoreSignal[] } {
  const { poolId } = command
  const h = begin(shard, limits, nowMs, new Set(command.tickets.map((ticket) => ticket.id)), command.seed)
  const asked = new Map(command.tickets.map((ticket) => [ticket.id, ticket.candidates]))
  for (const ticket of shard.pools.get(poolId)?.tickets ?? []) {
    const candidates = asked.get(ticket.id)
    if (!candidates || ticket.aliveUntilMs <= nowMs) continue
    ticket.aliveUntilMs = nowMs + limits.ticketTtlMs
    ticket.candidates = candidates
  }
  purgeTickets(h, poolId)
  drain(h, poolId)
  const states = command.tickets.map((ticket) => ticketState(h, poolId, ticket.id))
  return { states, signals: h.signals }
}

function ticketState(h: HandOff, poolId: string, ticketId: string): PoolTicketState {
  const lease = h.shard.leases.get(ticketId)
  if (lease) {
    lease.expiresAtMs = h.nowMs + h.limits.leaseTtlMs
    return { kind: 'granted', accountId: lease.accountId, sticky: lease.sticky, probe: lease.probe }
  }
  const ticket = h.shard.pools.get(poolId)?.tickets.find((each) => each.id === ticketId)
  if (!ticket) return { kind: 'gone' }
  const retryAfterMs = pausedForMs(h, ticket.candidates)
  if (retryAfterMs === 0) return { kind: 'waiting' }
  withdrawTicket(h, poolId, ticket)
  return { kind: 'none_eligible', retryAfterMs }
}

/** Ends a wait or a lease, whichever there is; a free slot goes to the next who can use it. */
export function leaveAccount(
  shard: Shard,
  poolId: string,
  ticketId: string,
  limits: StoreLimits,
  nowMs: number,
): readonly StoreSignal[] {
  const accountId = removeAccountLease(shard, ticketId)
  // Nobody waits and nothing has ended.
  if (shard.pools.size === 0 && shard.nextExpiryMs > nowMs) return noSignals
  const h = begin(shard, limits(), nowMs)
  const ticket = shard.pools.get(poolId)?.tickets.find((each) => each.id === ticketId)
  if (ticket) withdrawTicket(h, poolId, ticket)
  if (accountId !== null) offer(h, accountId, 1)
  return h.signals
}

/** Lengthens leases; returns those that are no longer held, unless they are to be made anew. */
export function renewAccounts(
  shard: Shard,
  leases: readonly LeaseRenewal[],
  recreate: boolean,
  limits: SlotLimits,
  nowMs: number,
): { lost: string[]; signals: StoreSignal[] } {
  const h = begin(shard, limits, nowMs)
  const expiresAtMs = nowMs + limits.leaseTtlMs
  const lost: string[] = []
  for (const { leaseId, places } of leases) {
    const lease = shard.leases.get(leaseId)
    const accountId = places[0]
    if (lease) lease.expiresAtMs = expiresAtMs
    else if (recreate && accountId !== undefined) {
      const account = accountOf(shard, accountId)
      addAccountLease(shard, leaseId, { accountId, account, expiresAtMs, sticky: false, probe: false })
    } else lost.push(leaseId)
  }
  return { lost, signals: h.signals }
}

export type OutcomeReport = { becameError: boolean; signals: readonly StoreSignal[] }

const nothingReported: OutcomeReport = { becameError: false, signals: noSignals }

/** Applies an attempt's outcome to its account; a probe's success lets waiters in. */
export function reportOutcome(
  shard: Shard,
  outcome: { accountId: string; model: string; effect: AccountEffect },
  limits: StoreLimits,
  nowMs: number,
): OutcomeReport {
  const { accountId, model, effect } = outcome
  const known = healthOf(shard.accounts.get(accountId), nowMs)
  const isNothing = effect.kind === 'none' || (effect.kind === 'success' && !known)
  if (isNothing && shard.nextExpiryMs > nowMs) return nothingReported
  const h = begin(shard, limits(), nowMs)
  if (isNothing) return { becameError: false, signals: h.signals }
  const health = known ?? createHealth()
  const result = applyEffect(health, effect, model, h.limits, nowMs)
  accountOf(shard, accountId).health = result.isWell ? undefined : health
  if (result.mayPass) offer(h, accountId)
  return { becameError: result.becameError, signals: h.signals }
}

/** Ends an account's pauses now; waiters take it at once. */
export function clearAccount(shard: Shard, accountId: string, limits: SlotLimits, nowMs: number): StoreSignal[] {
  const h = begin(shard, limits, nowMs)
  const state = shard.accounts.get(accountId)
  const known = healthOf(state, nowMs)
  if (state && known) state.health = clearHealth(known) ?? undefined
  offer(h, accountId)
  return h.signals
}
