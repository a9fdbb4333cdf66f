import { chargedUnits, chargeWaitMs, usedUnits, type WindowLevel, windowLevel } from '../../rate-limits'
import type {
  AdmitAnswer,
  AdmitCommand,
  LeaseRenewal,
  StoreLimits,
  StoreSignal,
  StoreWindow,
  TicketState,
  WindowCorrection,
} from '../store'
import {
  addLease,
  type Customer,
  correctBuckets,
  type Granted,
  grantWaiting,
  isFull,
  purgeCustomer,
  removeLease,
  scopeNames,
  setBucket,
} from './customer'

const nobody: ReadonlySet<string> = new Set()
const noLevels: readonly WindowLevel[] = []

/** Hands what ended leases left to waiters. */
function settle(customer: Customer, limits: StoreLimits, nowMs: number, silent: ReadonlySet<string>): Granted {
  purgeCustomer(customer, nowMs)
  return grantWaiting(customer, customer.queue.length === 0 ? nowMs : nowMs + limits().confirmMs, silent)
}

function levelNow(customer: Customer, { name, limit }: StoreWindow, nowMs: number): WindowLevel {
  return windowLevel(usedUnits(customer.buckets.get(name), limit, nowMs), limit)
}

function levelsNow(customer: Customer, windows: readonly StoreWindow[], nowMs: number): readonly WindowLevel[] {
  return windows.length === 0 ? noLevels : windows.map((window) => levelNow(customer, window, nowMs))
}

/** The window that refuses a call, when one does; of several the one with the longest wait. */
function refusal(customer: Customer, windows: readonly StoreWindow[], nowMs: number) {
  let index = -1
  let retryAfterMs = 0
  for (let i = 0; i < windows.length; i++) {
    const window = windows[i]
    if (!window) continue
    const waitMs = chargeWaitMs(window, usedUnits(customer.buckets.get(window.name), window.limit, nowMs))
    if (waitMs > retryAfterMs) {
      index = i
      retryAfterMs = waitMs
    }
  }
  return index < 0 ? null : { index, retryAfterMs }
}

/** Charges all windows; who gets no place has its tokens, which were only reserved, left uncharged. */
function charge(customer: Customer, windows: readonly StoreWindow[], nowMs: number, keptOnly: boolean): void {
  for (const { name, limit, cost, isKept } of windows) {
    const used = usedUnits(customer.buckets.get(name), limit, nowMs)
    const charged = keptOnly && !isKept ? used : chargedUnits(used, cost)
    setBucket(customer, name, limit, charged, nowMs)
  }
}

/** The first scope that has no place; -1 when all have. */
function fullScope(customer: Customer, command: AdmitCommand, blocked: ReadonlySet<string>): number {
  const { scopes } = command
  for (let i = 0; i < scopes.length; i++) {
    const scope = scopes[i]
    if (scope && (isFull(customer, scope) || (blocked.size > 0 && blocked.has(scope.name)))) return i
  }
  return -1
}

/** Charges the windows and takes a place, or a place in the queue. */
export function admitCustomer(
  customer: Customer,
  command: AdmitCommand,
  limits: StoreLimits,
  nowMs: number,
): AdmitAnswer {
  const { windows } = command
  const { blocked, signals } = settle(customer, limits, nowMs, nobody)
  const refused = windows.length === 0 ? null : refusal(customer, windows, nowMs)
  if (refused) {
    const levels = levelsNow(customer, windows, nowMs)
    return { kind: 'rate_limited', window: refused.index, retryAfterMs: refused.retryAfterMs, levels, signals }
  }
  const scope = fullScope(customer, command, blocked)
  const isRefused = scope >= 0 && customer.queue.length >= command.maxWaiting
  charge(customer, windows, nowMs, isRefused)
  const levels = levelsNow(customer, windows, nowMs)
  if (scope < 0) {
    addLease(customer, command.ticketId, scopeNames(command.scopes), nowMs + limits().leaseTtlMs)
    return { kind: 'acquired', levels, signals }
  }
  if (isRefused) return { kind: 'queue_full', scope, levels, signals }
  const aliveUntilMs = nowMs + limits().ticketTtlMs
  customer.queue.push({ id: command.ticketId, processId: command.processId, scopes: command.scopes, aliveUntilMs })
  return { kind: 'waiting', scope, levels, signals }
}

/** Says that tickets are still wanted, and what became of them; slots handed to them are confirmed. */
export function pollTickets(customer: Customer, ticketIds: readonly string[], limits: StoreLimits, nowMs: number) {
  const { ticketTtlMs, leaseTtlMs } = limits()
  const asked = new Set(ticketIds)
  for (const ticket of customer.queue) {
    if (asked.has(ticket.id) && ticket.aliveUntilMs > nowMs) ticket.aliveUntilMs = nowMs + ticketTtlMs
  }
  const { signals } = settle(customer, limits, nowMs, asked)
  const waiting = new Set(customer.queue.map((ticket) => ticket.id))
  const states = ticketIds.map((id): TicketState => {
    const lease = customer.leases.get(id)
    if (lease) lease.expiresAtMs = nowMs + leaseTtlMs
    if (lease) return 'granted'
    return waiting.has(id) ? 'waiting' : 'gone'
  })
  return { states, signals }
}

/** Ends a wait or a lease, whichever there is. */
export function leaveCustomer(
  customer: Customer,
  ticketId: string,
  refunds: readonly WindowCorrection[],
  limits: StoreLimits,
  nowMs: number,
): readonly StoreSignal[] {
  removeLease(customer, ticketId)
  if (customer.queue.length > 0) customer.queue = customer.queue.filter((ticket) => ticket.id !== ticketId)
  if (refunds.length > 0) correctBuckets(customer, refunds, nowMs)
  return settle(customer, limits, nowMs, nobody).signals
}

/** Lengthens leases; returns those that are no longer held, unless they are to be made anew. */
export function renewCustomer(
  customer: Customer,
  leases: readonly LeaseRenewal[],
  recreate: boolean,
  limits: StoreLimits,
  nowMs: number,
): { lost: string[]; signals: readonly StoreSignal[] } {
  const { leaseTtlMs, confirmMs } = limits()
  const expiresAtMs = nowMs + leaseTtlMs
  purgeCustomer(customer, nowMs)
  const lost: string[] = []
  for (const { leaseId, places } of leases) {
    const lease = customer.leases.get(leaseId)
    if (lease) lease.expiresAtMs = expiresAtMs
    else if (recreate) addLease(customer, leaseId, places, expiresAtMs)
    else lost.push(leaseId)
  }
  return { lost, signals: grantWaiting(customer, nowMs + confirmMs, nobody).signals }
}

/** What runs and waits in each scope. */
export function customerLoads(customer: Customer, names: readonly string[], limits: StoreLimits, nowMs: number) {
  const { signals } = settle(customer, limits, nowMs, nobody)
  const loads = names.map((name) => ({
    running: customer.running.get(name) ?? 0,
    waiting: customer.queue.filter((ticket) => ticket.scopes.some((scope) => scope.name === name)).length,
  }))
  return { loads, signals }
}
