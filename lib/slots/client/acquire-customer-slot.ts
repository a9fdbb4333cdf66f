import type { EndSignal } from '../../ending'
import { createId } from '../../ids'
import { type AdmitAnswer, type AdmitCommand, StoreUnavailableError, type StoreWindow } from '../store'
import type {
  CustomerScope,
  CustomerSlotRequest,
  CustomerSlotResult,
  RateWindow,
  RateWindowState,
  SlotLease,
} from '../types'
import { orderedScopes, storeScope, storeWindow, wholeMs, wholeQueue } from './clean-request'
import { busyRetryMs, type ClientContext, confirmLease, inBackground, maxRejoins } from './context'
import type { Waiter } from './waiting-room'

type Charged = { window: RateWindow; stored: StoreWindow }

type Call = {
  request: CustomerSlotRequest
  signal: EndSignal
  scopes: readonly CustomerScope[]
  charged: readonly Charged[]
  startedAtMs: number
  states: readonly RateWindowState[]
  onWaiting: () => void
}

function chargedWindows(windows: readonly RateWindow[]): Charged[] {
  return windows.flatMap((window) => {
    const stored = storeWindow(window)
    return stored ? [{ window, stored }] : []
  })
}

function windowStates(charged: readonly Charged[], answer: AdmitAnswer): RateWindowState[] {
  return charged.map(({ window: { scope, unit }, stored: { limit } }, i) => ({
    ...{ scope, unit, limit },
    remaining: answer.levels[i]?.remaining ?? 0,
    resetMs: answer.levels[i]?.resetMs ?? 0,
  }))
}

function leave(context: ClientContext, call: Call, ticketId: string): Promise<void> {
  const refunds = call.charged
    .filter(({ stored }) => !stored.isKept)
    .map(({ stored: { name, limit, cost } }) => ({ name, limit, delta: -cost }))
  return context.store.leaveCustomer({ processId: context.processId, userId: call.request.userId, ticketId, refunds })
}

function holdLease(context: ClientContext, call: Call, ticketId: string): SlotLease {
  const { store, processId } = context
  const { userId } = call.request
  const places = call.scopes.map((scope) => storeScope(scope).name)
  return context.leases.hold(ticketId, { kind: 'customer', userId }, places, async () => {
    await store.leaveCustomer({ processId, userId, ticketId, refunds: [] })
  })
}

function acquired(context: ClientContext, call: Call, ticketId: string): CustomerSlotResult {
  const waitedMs = Math.max(0, context.clock.now() - call.startedAtMs)
  return { kind: 'acquired', lease: holdLease(context, call, ticketId), waitedMs, windows: call.states }
}

/** A scope of the call by the store's index, for the words of a refusal. */
function blockingScope(call: Call, index: number): { scope: 'user' | 'key'; limit: number } {
  const scope = call.scopes[index]
  return { scope: scope?.kind ?? 'user', limit: scope?.limit ?? 0 }
}

async function wait(
  context: ClientContext,
  call: Call,
  waiter: Waiter,
  scopeIndex: number,
): Promise<CustomerSlotResult | 'rejoin'> {
  const { store, processId } = context
  const { userId, waitTimeoutMs } = call.request
  const { ticketId } = waiter
  call.onWaiting()
  const leftMs = wholeMs(waitTimeoutMs - (context.clock.now() - call.startedAtMs))
  const outcome = await waiter.outcome(call.signal, leftMs, null)
  if (outcome.kind === 'granted') {
    const places = call.scopes.map((scope) => storeScope(scope).name)
    const renew = async (leases: Parameters<typeof store.renewCustomer>[0]['leases']) =>
      await store.renewCustomer({ processId, userId, leases, recreate: false })
    if (!outcome.isConfirmed && !(await confirmLease(renew, { leaseId: ticketId, places }))) return 'rejoin'
    if (!call.signal.aborted) return acquired(context, call, ticketId)
  }
  if (outcome.kind === 'gone') return 'rejoin'
  inBackground(leave(context, call, ticketId))
  if (outcome.kind === 'timeout') {
    return { kind: 'timeout', ...blockingScope(call, scopeIndex), windows: call.states }
  }
  return outcome.kind === 'unavailable' ? { kind: 'unavailable' } : { kind: 'cancelled' }
}

function refused(call: Call, answer: AdmitAnswer): CustomerSlotResult {
  const windows = call.states
  if (answer.kind === 'queue_full') {
    return { kind: 'queue_full', ...blockingScope(call, answer.scope), retryAfterMs: busyRetryMs, windows }
  }
  const window = answer.kind === 'rate_limited' ? windows[answer.window] : undefined
  if (answer.kind !== 'rate_limited' || !window) return { kind: 'unavailable' }
  return { kind: 'rate_limited', window, retryAfterMs: answer.retryAfterMs, windows }
}

async function attempt(context: ClientContext, call: Call, isFirst: boolean): Promise<CustomerSlotResult | 'rejoin'> {
  const { request, signal } = call
  const ticketId = createId('lease')
  const command: AdmitCommand = {
    processId: context.processId,
    userId: request.userId,
    ticketId,
    scopes: call.scopes.map(storeScope),
    windows: isFirst ? call.charged.map((each) => each.stored) : [],
    maxWaiting: wholeQueue(request.maxWaiting, request.waitTimeoutMs),
  }
  const waiter = context.waiting.enter(ticketId, { kind: 'customer', userId: request.userId })
  try {
    const answer = await context.store.admit(command)
    if (isFirst) call.states = windowStates(call.charged, answer)
    if (answer.kind === 'waiting') return await wait(context, call, waiter, answer.scope)
    if (answer.kind !== 'acquired') return refused(call, answer)
    if (!signal.aborted) return acquired(context, call, ticketId)
    inBackground(leave(context, call, ticketId))
    return { kind: 'cancelled' }
  } catch (error) {
    // The command may have reached the store although its answer didn't come back.
    inBackground(context.store.leaveCustomer({ ...command, refunds: [] }))
    if (error instanceof StoreUnavailableError) return { kind: 'unavailable' }
    throw error
  } finally {
    waiter.leave()
  }
}

/** Charges the call's rate windows and takes the customer's slot, in turn when there is none free. Tokens reserved for a call that gets no slot are given back. */
export async function acquireCustomerSlot(
  context: ClientContext,
  request: CustomerSlotRequest,
  signal: EndSignal,
  onWaiting: (() => void) | undefined,
): Promise<CustomerSlotResult> {
  if (signal.aborted) return { kind: 'cancelled' }
  let hasWaited = false
  const call: Call = {
    request,
    signal,
    scopes: orderedScopes(request.userId, request.scopes),
    charged: chargedWindows(request.windows),
    startedAtMs: context.clock.now(),
    states: [],
    onWaiting() {
      if (!hasWaited) onWaiting?.()
      hasWaited = true
    },
  }
  for (let i = 0; i < maxRejoins; i++) {
    const result = await attempt(context, call, i === 0)
    if (result !== 'rejoin') return result
  }
  return { kind: 'unavailable' }
}
