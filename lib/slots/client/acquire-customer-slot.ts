import type { EndSignal } from '../../ending'
import { createId } from '../../ids'
import { isPromise, type MaybePromise } from '../../maybe-promise'
import { type AdmitAnswer, type AdmitCommand, StoreUnavailableError } from '../store'
import type { CustomerSlotRequest, CustomerSlotResult, RateWindowState } from '../types'
import { type CleanScopes, type CleanWindow, chargedWindows, cleanScopes, wholeMs, wholeQueue } from './clean-request'
import { busyRetryMs, type ClientContext, confirmLease, maxRejoins } from './context'
import { HeldCustomerLease } from './held-lease'
import { inBackground } from './in-background'
import type { Waiter } from './waiter'

const noWindows: readonly CleanWindow[] = []
const noStates: readonly RateWindowState[] = []

/** What stays the same through all attempts of one call. */
class CustomerCall {
  readonly scopes: CleanScopes
  readonly charged: readonly CleanWindow[]
  readonly startedAtMs: number
  states: readonly RateWindowState[] = noStates
  private hasWaited = false

  constructor(
    readonly context: ClientContext,
    readonly request: CustomerSlotRequest,
    readonly signal: EndSignal,
    private readonly onWaiting: (() => void) | undefined,
  ) {
    this.scopes = cleanScopes(request.userId, request.scopes)
    this.charged = chargedWindows(request.windows, request.tokens)
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

  /** A scope of the call by the store's index, for the words of a refusal. */
  blockedBy(index: number): { scope: 'user' | 'key'; limit: number } {
    const scope = this.scopes.given[index]
    return { scope: scope?.kind ?? 'user', limit: scope?.limit ?? 0 }
  }

  /** Ends a wait or a lease that nobody wants any more; tokens that were only reserved are given back. */
  leave(ticketId: string): void {
    const { store, processId } = this.context
    const refunds = this.charged
      .filter((window) => !window.isKept)
      .map(({ name, limit, cost }) => ({ name, limit, delta: -cost }))
    inBackground(store.leaveCustomer({ processId, userId: this.request.userId, ticketId, refunds }))
  }
}

function windowStates(charged: readonly CleanWindow[], answer: AdmitAnswer): readonly RateWindowState[] {
  if (charged.length === 0) return noStates
  return charged.map(({ scope, unit, limit }, i) => {
    const level = answer.levels[i]
    return { scope, unit, limit, remaining: level?.remaining ?? 0, resetMs: level?.resetMs ?? 0 }
  })
}

function acquired(call: CustomerCall, ticketId: string): CustomerSlotResult {
  const { leases } = call.context
  const lease = leases.hold(new HeldCustomerLease(leases, ticketId, call.request.userId, call.scopes.names))
  return { kind: 'acquired', lease, waitedMs: call.waitedMs(), windows: call.states }
}

/** What an answer that needs no wait means for the caller. */
function concluded(call: CustomerCall, ticketId: string, answer: AdmitAnswer): CustomerSlotResult {
  const windows = call.states
  switch (answer.kind) {
    case 'acquired':
      if (!call.signal.aborted) return acquired(call, ticketId)
      call.leave(ticketId)
      return { kind: 'cancelled' }
    case 'queue_full':
      return { kind: 'queue_full', ...call.blockedBy(answer.scope), retryAfterMs: busyRetryMs, windows }
    case 'rate_limited': {
      const window = windows[answer.window]
      if (window) return { kind: 'rate_limited', window, retryAfterMs: answer.retryAfterMs, windows }
      return { kind: 'unavailable' }
    }
    default:
      return { kind: 'unavailable' }
  }
}

async function wait(call: CustomerCall, waiter: Waiter, scopeIndex: number): Promise<CustomerSlotResult | 'rejoin'> {
  const { store, processId } = call.context
  const { userId, waitTimeoutMs } = call.request
  const { ticketId } = waiter
  call.waits()
  const outcome = await waiter.outcome(call.signal, wholeMs(waitTimeoutMs - call.elapsedMs()), null)
  if (outcome.kind === 'granted') {
    const renew = async (leases: Parameters<typeof store.renewCustomer>[0]['leases']) =>
      await store.renewCustomer({ processId, userId, leases, recreate: false })
    const lease = { leaseId: ticketId, places: call.scopes.names }
    if (!outcome.isConfirmed && !(await confirmLease(renew, lease))) return 'rejoin'
    if (!call.signal.aborted) return acquired(call, ticketId)
  }
  if (outcome.kind === 'gone') return 'rejoin'
  call.leave(ticketId)
  if (outcome.kind === 'timeout') return { kind: 'timeout', ...call.blockedBy(scopeIndex), windows: call.states }
  return outcome.kind === 'unavailable' ? { kind: 'unavailable' } : { kind: 'cancelled' }
}

/** The command may have reached the store although its answer didn't come back. */
function failed(call: CustomerCall, ticketId: string, error: unknown): CustomerSlotResult {
  const { store, processId } = call.context
  inBackground(store.leaveCustomer({ processId, userId: call.request.userId, ticketId, refunds: [] }))
  if (error instanceof StoreUnavailableError) return { kind: 'unavailable' }
  throw error
}

async function answered(
  call: CustomerCall,
  waiter: Waiter,
  pending: MaybePromise<AdmitAnswer>,
  isFirst: boolean,
): Promise<CustomerSlotResult | 'rejoin'> {
  try {
    const answer = await pending
    if (isFirst) call.states = windowStates(call.charged, answer)
    if (answer.kind === 'waiting') return await wait(call, waiter, answer.scope)
    return concluded(call, waiter.ticketId, answer)
  } catch (error) {
    return failed(call, waiter.ticketId, error)
  } finally {
    waiter.leave()
  }
}

function attempt(call: CustomerCall, isFirst: boolean): MaybePromise<CustomerSlotResult | 'rejoin'> {
  const { request, context } = call
  const { store, waiting, processId } = context
  const { userId } = request
  const ticketId = createId('lease')
  const command: AdmitCommand = {
    processId,
    userId,
    ticketId,
    scopes: call.scopes.stored,
    windows: isFirst ? call.charged : noWindows,
    maxWaiting: wholeQueue(request.maxWaiting, request.waitTimeoutMs),
  }
  // A signal may overtake an answer that is on its way.
  const early = store.answersAtOnce ? null : waiting.enter(ticketId, { kind: 'customer', userId })
  const answer = store.admit(command)
  if (isPromise(answer) || answer.kind === 'waiting') {
    const waiter = early ?? waiting.enter(ticketId, { kind: 'customer', userId })
    return answered(call, waiter, answer, isFirst)
  }
  if (isFirst) call.states = windowStates(call.charged, answer)
  return concluded(call, ticketId, answer)
}

async function untilAnswered(
  call: CustomerCall,
  first: MaybePromise<CustomerSlotResult | 'rejoin'>,
): Promise<CustomerSlotResult> {
  let result = await first
  for (let i = 1; i < maxRejoins && result === 'rejoin'; i++) result = await attempt(call, false)
  return result === 'rejoin' ? { kind: 'unavailable' } : result
}

/** Charges the call's rate windows and takes the customer's slot, in turn when there is none free. Tokens reserved for a call that gets no slot are given back. */
export function acquireCustomerSlot(
  context: ClientContext,
  request: CustomerSlotRequest,
  signal: EndSignal,
  onWaiting: (() => void) | undefined,
): MaybePromise<CustomerSlotResult> {
  if (signal.aborted) return { kind: 'cancelled' }
  const call = new CustomerCall(context, request, signal, onWaiting)
  const first = attempt(call, true)
  return isPromise(first) || first === 'rejoin' ? untilAnswered(call, first) : first
}
