import { type Customer, isIdle, purgeCustomer } from './customer'
import type { Responses } from './responses'
import { isForgotten, type Shard } from './shard'

const maxSessions = 500_000
const customersPerSweep = 20_000

/** Drops sessions whose time is over, from the least recently used on, and those beyond the bound. */
function sweepSessions(shard: Shard, nowMs: number): void {
  for (const [name, session] of shard.sessions) {
    if (session.expiresAtMs > nowMs && shard.sessions.size <= maxSessions) break
    shard.sessions.delete(name)
  }
}

function sweepShard(shard: Shard, nowMs: number): void {
  sweepSessions(shard, nowMs)
  for (const [accountId, state] of shard.accounts) {
    if (isForgotten(shard, state, nowMs)) shard.accounts.delete(accountId)
  }
}

function sweepCustomers(customers: Map<string, Customer>, nowMs: number): void {
  let left = Math.min(customers.size, customersPerSweep)
  for (const [userId, customer] of customers) {
    if (left-- === 0) return
    purgeCustomer(customer, nowMs)
    customers.delete(userId)
    // Who is still busy goes to the end, so that the next sweep looks at others.
    if (!isIdle(customer, nowMs)) customers.set(userId, customer)
  }
}

/** Drops what is idle; the cost of one call is bounded. */
export function sweepMemory(
  memory: { customers: Map<string, Customer>; shards: Map<string, Shard>; responses: Responses },
  nowMs: number,
): void {
  sweepCustomers(memory.customers, nowMs)
  for (const shard of memory.shards.values()) sweepShard(shard, nowMs)
  for (const [name, response] of memory.responses) {
    if (response.expiresAtMs > nowMs) break
    memory.responses.delete(name)
  }
}
