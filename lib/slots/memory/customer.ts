import { chargedUnits, type RateBucket, usedUnits } from '../../rate-limits'
import { IdTable } from '../id-table'
import type { StoreScope, StoreSignal, WindowCorrection } from '../store'

export type CustomerTicket = { id: string; processId: string; scopes: readonly StoreScope[]; aliveUntilMs: number }
export type CustomerLease = { scopes: readonly string[]; expiresAtMs: number }

/** All that the store keeps of one customer. */
export type Customer = {
  leases: IdTable<CustomerLease>
  /** Scope name → leases in it; zeros stay until the customer is looked at when nothing runs. */
  running: Map<string, number>
  /** First come, first served. */
  queue: CustomerTicket[]
  buckets: Map<string, RateBucket & { limit: number }>
  /** No lease ends before this. */
  nextExpiryMs: number
}

/** What a hand-over came to: the scopes in which somebody still waits, and who must hear of it. */
export type Granted = { blocked: ReadonlySet<string>; signals: readonly StoreSignal[] }

const nothingGranted: Granted = { blocked: new Set(), signals: [] }

export function createCustomer(): Customer {
  return {
    leases: new IdTable(),
    running: new Map(),
    queue: [],
    buckets: new Map(),
    nextExpiryMs: Number.POSITIVE_INFINITY,
  }
}

/** Whether nothing is kept that a missing customer wouldn't have; drops what is spent. */
export function isIdle(customer: Customer, nowMs: number): boolean {
  for (const [name, running] of customer.running) if (running === 0) customer.running.delete(name)
  if (customer.leases.size > 0 || customer.queue.length > 0) return false
  for (const [name, bucket] of customer.buckets) {
    if (usedUnits(bucket, bucket.limit, nowMs) === 0) customer.buckets.delete(name)
  }
  return customer.buckets.size === 0
}

export function addLease(customer: Customer, leaseId: string, scopes: readonly string[], expiresAtMs: number): void {
  customer.leases.set(leaseId, { scopes, expiresAtMs })
  if (expiresAtMs < customer.nextExpiryMs) customer.nextExpiryMs = expiresAtMs
  for (const name of scopes) customer.running.set(name, (customer.running.get(name) ?? 0) + 1)
}

export function removeLease(customer: Customer, leaseId: string): boolean {
  const lease = customer.leases.get(leaseId)
  if (!lease) return false
  customer.leases.delete(leaseId)
  for (const name of lease.scopes) customer.running.set(name, (customer.running.get(name) ?? 1) - 1)
  return true
}

/** Takes away what its process didn't renew or ask for in time. */
export function purgeCustomer(customer: Customer, nowMs: number): void {
  const { queue } = customer
  if (queue.length > 0 && queue.some((ticket) => ticket.aliveUntilMs <= nowMs)) {
    customer.queue = queue.filter((ticket) => ticket.aliveUntilMs > nowMs)
  }
  if (customer.nextExpiryMs > nowMs) return
  let nextExpiryMs = Number.POSITIVE_INFINITY
  for (const [leaseId, lease] of customer.leases.entries()) {
    if (lease.expiresAtMs <= nowMs) removeLease(customer, leaseId)
    else nextExpiryMs = Math.min(nextExpiryMs, lease.expiresAtMs)
  }
  customer.nextExpiryMs = nextExpiryMs
}

export function isFull(customer: Customer, scope: StoreScope): boolean {
  return scope.limit > 0 && (customer.running.get(scope.name) ?? 0) >= scope.limit
}

/**
 * Hands free places to waiters in the order they came. Who waits only for its key's own limit holds up nobody of
 * another key. `silent` waiters get no signal.
 */
export function grantWaiting(customer: Customer, expiresAtMs: number, silent: ReadonlySet<string>): Granted {
  if (customer.queue.length === 0) return nothingGranted
  const blocked = new Set<string>()
  const signals: StoreSignal[] = []
  const stay: CustomerTicket[] = []
  for (const [index, ticket] of customer.queue.entries()) {
    const full = ticket.scopes.filter((scope) => isFull(customer, scope))
    const isBehind = ticket.scopes.some((scope) => blocked.has(scope.name))
    if (full.length === 0 && !isBehind) {
      addLease(customer, ticket.id, scopeNames(ticket.scopes), expiresAtMs)
      if (!silent.has(ticket.id)) {
        signals.push({ kind: 'customer_granted', processId: ticket.processId, ticketId: ticket.id })
      }
      continue
    }
    stay.push(ticket)
    for (const scope of full) blocked.add(scope.name)
    if (full.length > 0 && full[0] === ticket.scopes[0]) {
      // The first scope is the customer's own, which all tickets have: nobody behind can be served.
      stay.push(...customer.queue.slice(index + 1))
      break
    }
  }
  customer.queue = stay
  return { blocked, signals }
}

const knownNames = new WeakMap<readonly StoreScope[], readonly string[]>()

/** The names of scopes, kept for the same list. */
export function scopeNames(scopes: readonly StoreScope[]): readonly string[] {
  let names = knownNames.get(scopes)
  if (names === undefined) {
    names = scopes.map((scope) => scope.name)
    knownNames.set(scopes, names)
  }
  return names
}

export function setBucket(customer: Customer, name: string, limit: number, used: number, nowMs: number): void {
  const bucket = customer.buckets.get(name)
  if (used <= 0) {
    if (bucket) customer.buckets.delete(name)
  } else if (bucket) {
    bucket.used = used
    bucket.atMs = nowMs
    bucket.limit = limit
  } else customer.buckets.set(name, { used, atMs: nowMs, limit })
}

export function correctBuckets(customer: Customer, corrections: readonly WindowCorrection[], nowMs: number): void {
  for (const { name, limit, delta } of corrections) {
    const used = usedUnits(customer.buckets.get(name), limit, nowMs)
    setBucket(customer, name, limit, chargedUnits(used, delta), nowMs)
  }
}
