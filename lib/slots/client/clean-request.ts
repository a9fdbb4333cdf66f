import type { StoreScope, StoreWindow, WindowCorrection } from '../store'
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

/** A call's scopes as given and as the store takes them, in the same order. */
export type CleanScopes = {
  readonly userId: string
  readonly given: readonly CustomerScope[]
  readonly stored: readonly StoreScope[]
  readonly names: readonly string[]
}

const knownScopes = new WeakMap<readonly CustomerScope[], CleanScopes>()

/** The scopes of a call: the customer's own first, counted even when it isn't named. Kept for the same list. */
export function cleanScopes(userId: string, scopes: readonly CustomerScope[]): CleanScopes {
  const known = knownScopes.get(scopes)
  if (known !== undefined && known.userId === userId) return known
  const isOwn = (scope: CustomerScope) => scope.kind === 'user' && scope.id === userId
  const own = scopes.find(isOwn) ?? { kind: 'user', id: userId, limit: 0 }
  const given = [own, ...scopes.filter((scope) => !isOwn(scope))]
  const stored = given.map(({ kind, id, limit }) => ({ name: `${kind}:${id}`, limit: wholeLimit(limit) }))
  const clean = { userId, given, stored, names: stored.map(({ name }) => name) }
  knownScopes.set(scopes, clean)
  return clean
}

/** A window as the store takes it, and what the caller hears of it. */
export type CleanWindow = StoreWindow & Pick<RateWindow, 'scope' | 'unit'>

const noWindows: readonly CleanWindow[] = []
const knownWindows = new WeakMap<readonly RateWindow[], readonly CleanWindow[]>()

function wholeCost(cost: number): number {
  return cost > 0 ? within(Math.ceil(cost), 0, maxRateLimit) : 0
}

/** Windows as the store takes them, without those that limit nothing. Kept for the same list. */
export function cleanWindows(windows: readonly RateWindow[]): readonly CleanWindow[] {
  if (windows.length === 0) return noWindows
  let clean = knownWindows.get(windows)
  if (clean === undefined) {
    clean = windows.flatMap(({ scope, id, unit, limitPerMinute, cost }) => {
      const limit = limitPerMinute > 0 ? within(Math.ceil(limitPerMinute), 1, maxRateLimit) : 0
      const name = `${scope}:${id}:${unit}`
      return limit === 0 ? [] : [{ name, limit, cost: wholeCost(cost), isKept: unit === 'requests', scope, unit }]
    })
    knownWindows.set(windows, clean)
  }
  return clean
}

/** What one call charges: `tokens`, when it is given, is the cost of its token windows. */
export function chargedWindows(windows: readonly RateWindow[], tokens: number | undefined): readonly CleanWindow[] {
  const clean = cleanWindows(windows)
  if (tokens === undefined || clean.length === 0) return clean
  const tokenCost = wholeCost(tokens)
  return clean.map(({ name, limit, cost, isKept, scope, unit }) => ({
    name,
    limit,
    cost: unit === 'tokens' ? tokenCost : cost,
    isKept,
    scope,
    unit,
  }))
}

const noCorrections: readonly WindowCorrection[] = []

/** What sets the token windows among `windows` right when `delta` tokens more (or less) were used than reserved. */
export function tokenCorrections(windows: readonly RateWindow[], delta: number): readonly WindowCorrection[] {
  const whole = Number.isFinite(delta) ? Math.round(delta) : 0
  if (whole === 0 || windows.length === 0) return noCorrections
  const corrections: WindowCorrection[] = []
  for (const { name, limit, unit } of cleanWindows(windows)) {
    if (unit === 'tokens') corrections.push({ name, limit, delta: whole })
  }
  return corrections
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
