import { chargedUnits, chargeWindows, usedUnits, type WindowLevel, windowLevel } from '../../rate-limits'
import type { SlotLimits } from '../limits'
import type { AdmitAnswer, AdmitCommand, LeaseRenewal, StoreSignal, TicketState, WindowCorrection } from '../store'
import {
  addLease,
  type Customer,
  correctBuckets,
  grantWaiting,
  isFull,
  purgeCustomer,
  removeLease,
  scopeNames,
  setBucket,
} from './customer'

const nobody: ReadonlySet<string> = new Set()

/** Hands what ended leases left to waiters. */
function settle(
  customer: Customer,
  limits: SlotLimits,
  nowMs: number,
  silent: ReadonlySet<string>,
  signals: StoreSignal[],
) {
  purgeCustomer(customer, nowMs)
  return grantWaiting(customer, nowMs + limits.confirmMs, silent, signals)
}

function charge(customer: Customer, command: AdmitCommand, nowMs: number) {
  const used = command.windows.map((window) => usedUnits(customer.buckets.get(window.name), window.limit, nowMs))
  const result = chargeWindows(command.windows, used)
  if (result.kind === 'charged') {
    command.windows.forEach((window, i) => {
      setBucket(customer, window.name, window.limit, result.buckets[i] ?? 0, nowMs)
    })
  }
  return result
}

/** The levels after a refusal for lack of a place: what was only reserved is given back. */
function giveBack(customer: Customer, command: AdmitCommand, nowMs: number): WindowLevel[] {
  return command.windows.map((window) => {
    const used = usedUnits(customer.buckets.get(window.name), window.limit, nowMs)
    const left = window.isKept ? used : chargedUnits(used, -window.cost)
    setBucket(customer, window.name, window.limit, left, nowMs)
    return windowLevel(left, window.limit)
  })
}

/** Charges the windows and takes a place, or a place in the queue. */
export function admitCustomer(
  customer: Customer,
  command: AdmitCommand,
  limits: SlotLimits,
  nowMs: number,
): AdmitAnswer {
  const signals: StoreSignal[] = []
  const blocked = settle(customer, limits, nowMs, nobody, signals)
  const charged = charge(customer, command, nowMs)
  const { levels } = charged
  if (charged.kind === 'refused') {
    return { kind: 'rate_limited', window: charged.index, retryAfterMs: charged.retryAfterMs, levels, signals }
  }
  const scope = command.scopes.findIndex((each) => isFull(customer, each) || blocked.has(each.name))
  if (scope < 0) {
    addLease(customer, command.ticketId, scopeNames(command.scopes), nowMs + limits.leaseTtlMs)
    return { kind: 'acquired', levels, signals }
  }
  if (customer.queue.length >= command.maxWaiting) {
    return { kind: 'queue_full', scope, levels: giveBack(customer, command, nowMs), signals }
  }
  const aliveUntilMs = nowMs + limits.ticketTtlMs
  customer.queue.push({ id: command.ticketId, processId: command.processId, scopes: command.scopes, aliveUntilMs })
  return { kind: 'waiting', scope, levels, signals }
}

/** Says that tickets are still wanted, and what became of them; slots handed to them are confirmed. */
export function pollTickets(customer: Customer, ticketIds: readonly string[], limits: SlotLimits, nowMs: number) {
  const signals: StoreSignal[] = []
  const asked = new Set(ticketIds)
  for (const ticket of customer.queue) {
    if (asked.has(ticket.id) && ticket.aliveUntilMs > nowMs) ticket.aliveUntilMs = nowMs + limits.ticketTtlMs
  }
  settle(customer, limits, nowMs, asked, signals)
  const waiting = new Set(customer.queue.map((ticket) => ticket.id))
  const states = ticketIds.map((id): TicketState => {
    const lease = customer.leases.get(id)
    if (lease) lease.expiresAtMs = nowMs + limits.leaseTtlMs
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
  limits: SlotLimits,
  nowMs: number,
): StoreSignal[] {
  const signals: StoreSignal[] = []
  removeLease(customer, ticketId)
  customer.queue = customer.queue.filter((ticket) => ticket.id !== ticketId)
  correctBuckets(customer, refunds, nowMs)
  settle(customer, limits, nowMs, nobody, signals)
  return signals
}

/** Lengthens leases; returns those that are no longer held, unless they are to be made anew. */
export function renewCustomer(
  customer: Customer,
  leases: readonly LeaseRenewal[],
  recreate: boolean,
  limits: SlotLimits,
  nowMs: number,
): { lost: string[]; signals: StoreSignal[] } {
  const signals: StoreSignal[] = []
  const expiresAtMs = nowMs + limits.leaseTtlMs
  purgeCustomer(customer, nowMs)
  const lost: string[] = []
  for (const { leaseId, places } of leases) {
    const lease = customer.leases.get(leaseId)
    if (lease) lease.expiresAtMs = expiresAtMs
    else if (recreate) addLease(customer, leaseId, places, expiresAtMs)
    else lost.push(leaseId)
  }
  grantWaiting(customer, nowMs + limits.confirmMs, nobody, signals)
  return { lost, signals }
}

/** What runs and waits in each scope. */
export function customerLoads(customer: Customer, names: readonly string[], limits: SlotLimits, nowMs: number) {
  const signals: StoreSignal[] = []
  settle(customer, limits, nowMs, nobody, signals)
  const loads = names.map((name) => ({
    running: customer.running.get(name) ?? 0,
    waiting: customer.queue.filter((ticket) => ticket.scopes.some((scope) => scope.name === name)).length,
  }))
  return { loads, signals }
}
