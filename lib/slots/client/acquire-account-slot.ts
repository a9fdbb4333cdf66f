import type { EndSignal } from '../../ending'
import { createId } from '../../ids'
import { type AcquireCommand, StoreUnavailableError } from '../store'
import type { AccountSlotRequest, AccountSlotResult } from '../types'
import { toCandidateSet } from './candidate-set'
import { turnCost, wholeMs, wholeQueue } from './clean-request'
import { busyRetryMs, type ClientContext, confirmLease, inBackground, maxRejoins } from './context'
import type { Waiter, WaitOutcome } from './waiting-room'

type Call = {
  request: AccountSlotRequest
  signal: EndSignal
  startedAtMs: number
  onWaiting: () => void
}

type GrantedAccount = { accountId: string; sticky: boolean; probe: boolean }

function leave(context: ClientContext, call: Call, ticketId: string): Promise<void> {
  const { shard, poolId } = call.request
  return context.store.leaveAccount({ processId: context.processId, shard, poolId, ticketId })
}

function acquired(context: ClientContext, call: Call, ticketId: string, account: GrantedAccount): AccountSlotResult {
  const { shard, poolId } = call.request
  const { store, processId, leases, clock } = context
  const lease = leases.hold(ticketId, { kind: 'account', shard }, [account.accountId], async () => {
    await store.leaveAccount({ processId, shard, poolId, ticketId })
  })
  const { accountId, sticky, probe } = account
  return { kind: 'acquired', lease, accountId, sticky, probe, waitedMs: Math.max(0, clock.now() - call.startedAtMs) }
}

async function takeOver(
  context: ClientContext,
  call: Call,
  ticketId: string,
  outcome: Extract<WaitOutcome, { kind: 'granted' }>,
): Promise<AccountSlotResult | 'rejoin'> {
  const { account } = outcome
  const { store, processId } = context
  if (!account) return 'rejoin'
  const renew = async (leases: Parameters<typeof store.renewAccounts>[0]['leases']) =>
    await store.renewAccounts({ processId, shard: call.request.shard, leases, recreate: false })
  const lease = { leaseId: ticketId, places: [account.accountId] }
  if (!outcome.isConfirmed && !(await confirmLease(renew, lease))) return 'rejoin'
  if (!call.signal.aborted) return acquired(context, call, ticketId, account)
  inBackground(leave(context, call, ticketId))
  return { kind: 'cancelled' }
}

async function wait(context: ClientContext, call: Call, waiter: Waiter): Promise<AccountSlotResult | 'rejoin'> {
  const { request } = call
  call.onWaiting()
  const leftMs = wholeMs(request.waitTimeoutMs - (context.clock.now() - call.startedAtMs))
  const patienceMs = request.sessionKey === null ? null : wholeMs(request.stickyPatienceMs) + 1
  const outcome = await waiter.outcome(call.signal, leftMs, patienceMs)
  switch (outcome.kind) {
    case 'granted':
      return await takeOver(context, call, waiter.ticketId, outcome)
    case 'gone':
      return 'rejoin'
    case 'none_eligible':
      return outcome
    case 'shed':
      return { kind: 'shed', retryAfterMs: busyRetryMs }
    default:
      inBackground(leave(context, call, waiter.ticketId))
      return { kind: outcome.kind }
  }
}

function acquireCommand(context: ClientContext, request: AccountSlotRequest): AcquireCommand {
  return {
    processId: context.processId,
    shard: request.shard,
    poolId: request.poolId,
    ticketId: createId('lease'),
    userId: request.userId,
    turnCost: turnCost(request.weight),
    sessionKey: request.sessionKey || null,
    stickyPatienceMs: wholeMs(request.stickyPatienceMs),
    stickyTtlMs: wholeMs(request.stickyTtlMs),
    maxWaiting: wholeQueue(request.maxWaiting, request.waitTimeoutMs),
    candidates: toCandidateSet(request.candidates()),
    seed: context.seed(),
  }
}

async function attempt(context: ClientContext, call: Call): Promise<AccountSlotResult | 'rejoin'> {
  const { request, signal } = call
  const command = acquireCommand(context, request)
  const { ticketId } = command
  const candidates = () => toCandidateSet(request.candidates())
  const place = { kind: 'pool', shard: request.shard, poolId: request.poolId, candidates } as const
  const waiter = context.waiting.enter(ticketId, place)
  try {
    const answer = await context.store.acquire(command)
    if (answer.kind === 'waiting') return await wait(context, call, waiter)
    if (answer.kind === 'queue_full') return { kind: 'queue_full', retryAfterMs: busyRetryMs }
    if (answer.kind === 'none_eligible') return { kind: 'none_eligible', retryAfterMs: answer.retryAfterMs }
    if (!signal.aborted) return acquired(context, call, ticketId, answer)
    inBackground(leave(context, call, ticketId))
    return { kind: 'cancelled' }
  } catch (error) {
    // The command may have reached the store although its answer didn't come back.
    inBackground(leave(context, call, ticketId))
    if (error instanceof StoreUnavailableError) return { kind: 'unavailable' }
    throw error
  } finally {
    waiter.leave()
  }
}

/** Picks an account and takes its slot in one step of the store, or waits in the pool's fair queue for any that could serve. */
export async function acquireAccountSlot(
  context: ClientContext,
  request: AccountSlotRequest,
  signal: EndSignal,
  onWaiting: (() => void) | undefined,
): Promise<AccountSlotResult> {
  if (signal.aborted) return { kind: 'cancelled' }
  let hasWaited = false
  const call: Call = {
    request,
    signal,
    startedAtMs: context.clock.now(),
    onWaiting() {
      if (!hasWaited) onWaiting?.()
      hasWaited = true
    },
  }
  for (let i = 0; i < maxRejoins; i++) {
    const result = await attempt(context, call)
    if (result !== 'rejoin') return result
  }
  return { kind: 'unavailable' }
}
