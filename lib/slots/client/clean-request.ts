import type { StoreScope, StoreWindow } from '../store'
import type { AccountEffect, CustomerScope, RateWindow } from '../types'

const maxLimit = 1_000_000_000
const maxRateLimit = 10_000_000_000
const maxQueue = 5_000
const maxTimerMs = 2_000_000_000
const maxPauseMs = 30 * 24 * 3_600_000
const turnUnits = 1_000_000

const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))

/** A concurrency limit as a whole number; zero, negative and what isn't a number mean unlimited, huge ones are capped. */
export function wholeLimit(limit: number): number {
  return limit > 0 ? within(Math.floor(limit), 1, maxLimit) : 0
}

/** How many may wait; nobody when the wait itself is 0. */
export function wholeQueue(maxWaiting: number, waitTimeoutMs: number): number {
  return maxWaiting > 0 && waitTimeoutMs > 0 ? within(Math.floor(maxWaiting), 0, maxQueue) : 0
}

/** A duration that timers and stores can take. */
export function wholeMs(durationMs: number): number {
  return durationMs > 0 ? within(Math.ceil(durationMs), 0, maxTimerMs) : 0
}

/** What one start adds to a customer's turn: a weight of 3 gets three starts for another's one. */
export function turnCost(weight: number): number {
  return weight > 0 ? within(Math.round(turnUnits / weight), 1, turnUnits * 1_000) : turnUnits
}

/** The scopes of a call as the store takes them: the customer's own first, counted even when it isn't named. */
export function orderedScopes(userId: string, scopes: readonly CustomerScope[]): CustomerScope[] {
  const isOwn = (scope: CustomerScope) => scope.kind === 'user' && scope.id === userId
  const own = scopes.find(isOwn) ?? { kind: 'user', id: userId, limit: 0 }
  return [own, ...scopes.filter((scope) => !isOwn(scope))]
}

export function storeScope(scope: CustomerScope): StoreScope {
  return { name: `${scope.kind}:${scope.id}`, limit: wholeLimit(scope.limit) }
}

export function windowName(window: { scope: 'key' | 'user'; id: string; unit: 'requests' | 'tokens' }): string {
  return `${window.scope}:${window.id}:${window.unit}`
}

export function wholeRateLimit(limitPerMinute: number): number {
  return limitPerMinute > 0 ? within(Math.ceil(limitPerMinute), 1, maxRateLimit) : 0
}

/** A window as the store takes it, or null when it limits nothing. */
export function storeWindow(window: RateWindow): StoreWindow | null {
  const limit = wholeRateLimit(window.limitPerMinute)
  if (limit === 0) return null
  const cost = window.cost > 0 ? within(Math.ceil(window.cost), 0, maxRateLimit) : 0
  return { name: windowName(window), limit, cost, isKept: window.unit === 'requests' }
}

/** An effect with durations that the store can take; a wait that isn't a number counts as none named. */
export function cleanEffect(effect: AccountEffect): AccountEffect {
  if (effect.kind === 'credentials') {
    return { ...effect, cooldownMs: effect.cooldownMs > 0 ? within(Math.ceil(effect.cooldownMs), 0, maxPauseMs) : 0 }
  }
  if (effect.kind !== 'rate_limited' || effect.retryAfterMs === null) return effect
  if (Number.isNaN(effect.retryAfterMs)) return { ...effect, retryAfterMs: null }
  return { ...effect, retryAfterMs: within(Math.ceil(effect.retryAfterMs), 0, maxPauseMs) }
}
