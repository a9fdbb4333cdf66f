import type { EndSignal } from '../../ending'
import { createId } from '../../ids'
import { isPromise, type MaybePromise } from '../../maybe-promise'
import { type AcquireAnswer, type AcquireCommand, type CandidateSet, StoreUnavailableError } from '../store'
import type { AccountSlotRequest, AccountSlotResult } from '../types'
import { toCandidateSet } from './candidate-set'
import { turnCost, wholeMs, wholeQueue } from './clean-request'
import { busyRetryMs, type ClientContext, confirmLease, maxRejoins } from './context'
import { HeldAccountLease } from './held-lease'
import { inBackground } from './in-background'
import type { Waiter, WaitOutcome } from './waiter'

type GrantedAccount = { accountId: string; sticky: boolean; probe: boolean }

/** What stays the same through all attempts of one call. */
class AccountCall {
  readonly startedAtMs: number
  private hasWaited = false

  constructor(
    readonly context: ClientContext,
    readonly request: AccountSlotRequest,
    readonly signal: EndSignal,
    private readonly onWaiting: (() => void) | undefined,
  ) {
    this.startedAtMs = context.clock.now()
  }

  waits(): void {
    if (!this.hasWaited) this.onWaiting?.()
    this.hasWaited = true
  }

  elapsedMs(): number {
    return this.context.clock.now() - this.startedAtMs
  }

  /** How long it was queued: a store's way there and back is no wait. */
  waitedMs(): number {
    return this.hasWaited ? Math.max(0, this.elapsedMs()) : 0
  }

  candidates(): CandidateSet {
    return toCandidateSet(this.request.candidates())
  }

  enter(ticketId: string): Waiter {
    const { shard, poolId } = this.request
    const candidates = () => this.candidates()
    return this.context.waiting.enter(ticketId, { kind: 'pool', shard, poolId, candidates })
  }

  /** Ends a wait or a lease that nobody wants any more. */
  leave(ticketId: string): void {
    const { store, processId } = this.context
    const { shard, poolId } = this.request
    inBackground(store.leaveAccount({ processId, shard, poolId, ticketId, success: null }))
  }
}

function acquired(call: AccountCall, ticketId: string, account: GrantedAccount): AccountSlotResult {
  const { leases } = call.context
  const { shard, poolId } = call.request
  const { accountId, sticky, probe } = account
  const lease = leases.hold(new HeldAccountLease(leases, ticketId, shard, poolId, accountId))
  return { kind: 'acquired', lease, accountId, sticky, probe, waitedMs: call.waitedMs() }
}

/** What an answer that needs no wait means for the caller. */
function concluded(call: AccountCall, ticketId: string, answer: AcquireAnswer): AccountSlotResult {
  switch (answer.kind) {
    case 'acquired':
      if (!call.signal.aborted) return acquired(call, ticketId, answer)
      call.leave(ticketId)
      return { kind: 'cancelled' }
    case 'none_eligible':
      return { kind: 'none_eligible', retryAfterMs: answer.retryAfterMs }
    default:
      return { kind: 'queue_full', retryAfterMs: busyRetryMs }
  }
}

async function takeOver(
  call: AccountCall,
  ticketId: string,
  outcome: Extract<WaitOutcome, { kind: 'granted' }>,
): Promise<AccountSlotResult | 'rejoin'> {
  const { account } = outcome
  const { store, processId } = call.context
  if (!account) return 'rejoin'
  const renew = async (leases: Parameters<typeof store.renewAccounts>[0]['leases']) =>
    await store.renewAccounts({ processId, shard: call.request.shard, leases, recreate: false })
  const lease = { leaseId: ticketId, places: [account.accountId] }
  if (!outcome.isConfirmed && !(await confirmLease(renew, lease))) return 'rejoin'
  if (!call.signal.aborted) return acquired(call, ticketId, account)
  call.leave(ticketId)
  return { kind: 'cancelled' }
}

async function wait(call: AccountCall, waiter: Waiter): Promise<AccountSlotResult | 'rejoin'> {
  const { request } = call
  call.waits()
  const leftMs = wholeMs(request.waitTimeoutMs - call.elapsedMs())
  const patienceMs = request.sessionKey === null ? null : wholeMs(request.stickyPatienceMs) + 1
  const outcome = await waiter.outcome(call.signal, leftMs, patienceMs)
  switch (outcome.kind) {
    case 'granted':
      return await takeOver(call, waiter.ticketId, outcome)
    case 'gone':
      return 'rejoin'
    case 'none_eligible':
      return outcome
    case 'shed':
      return { kind: 'shed', retryAfterMs: busyRetryMs }
    default:
      call.leave(waiter.ticketId)
      return { kind: outcome.kind }
  }
}

async function answered(
  call: AccountCall,
  waiter: Waiter,
  pending: MaybePromise<AcquireAnswer>,
): Promise<AccountSlotResult | 'rejoin'> {
  const { ticketId } = waiter
  try {
    const answer = await pending
    return answer.kind === 'waiting' ? await wait(call, waiter) : concluded(call, ticketId, answer)
  } catch (error) {
    // The command may have reached the store although its answer didn't come back.
    call.leave(ticketId)
    if (error instanceof StoreUnavailableError) return { kind: 'unavailable' }
    throw error
  } finally {
    waiter.leave()
  }
}

function attempt(call: AccountCall): MaybePromise<AccountSlotResult | 'rejoin'> {
  const { request, context } = call
  const ticketId = createId('lease')
  const command: AcquireCommand = {
    processId: context.processId,
    shard: request.shard,
    poolId: request.poolId,
    ticketId,
    userId: request.userId,
    turnCost: turnCost(request.weight),
    sessionKey: request.sessionKey || null,
    stickyPatienceMs: wholeMs(request.stickyPatienceMs),
    stickyTtlMs: wholeMs(request.stickyTtlMs),
    maxWaiting: wholeQueue(request.maxWaiting, request.waitTimeoutMs),
    candidates: call.candidates(),
    seed: context.seed(),
  }
  // A signal may overtake an answer that is on its way.
  const early = context.store.answersAtOnce ? null : call.enter(ticketId)
  const answer = context.store.acquire(command)
  if (isPromise(answer) || answer.kind === 'waiting') return answered(call, early ?? call.enter(ticketId), answer)
  return concluded(call, ticketId, answer)
}

async function untilAnswered(
  call: AccountCall,
  first: MaybePromise<AccountSlotResult | 'rejoin'>,
): Promise<AccountSlotResult> {
  let result = await first
  for (let i = 1; i < maxRejoins && result === 'rejoin'; i++) result = await attempt(call)
  return result === 'rejoin' ? { kind: 'unavailable' } : result
}

/** Picks an account and takes its slot in one step of the store, or waits in the pool's fair queue for any that could serve. */
export function acquireAccountSlot(
  context: ClientContext,
  request: AccountSlotRequest,
  signal: EndSignal,
  onWaiting: (() => void) | undefined,
): MaybePromise<AccountSlotResult> {
  if (signal.aborted) return { kind: 'cancelled' }
  const call = new AccountCall(context, request, signal, onWaiting)
  const first = attempt(call)
  return isPromise(first) || first === 'rejoin' ? untilAnswered(call, first) : first
}
