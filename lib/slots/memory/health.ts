import type { SlotLimits } from '../limits'
import type { AccountEffect, PauseCause } from '../types'

/** The scope of a pause that holds for all models of an account; others are model names. */
export const wholeAccount = '*'

/** Why and until when an account (or one of its models) isn't used. After `untilMs`, `isProbed` lets one call try first. */
export type Pause = {
  kind: PauseCause
  untilMs: number
  sinceMs: number
  reason: string
  isProbed: boolean
  /** The lease of the call that tries now; empty when none does. */
  probeLeaseId: string
}

/** An account's recent past; an account without one is well. */
export type Health = {
  credentialsInRow: number
  overloadLevel: number
  /** When failures happened that count towards the breaker. */
  failures: number[]
  /** Scope → how often a 429 without a named wait came in a row. */
  rateLevels: Map<string, number>
  pauses: Map<string, Pause>
  /** From then on all of it is forgotten. */
  forgetAtMs: number
}

export function createHealth(): Health {
  return {
    credentialsInRow: 0,
    overloadLevel: 0,
    failures: [],
    rateLevels: new Map(),
    pauses: new Map(),
    forgetAtMs: 0,
  }
}

/** The pauses that concern a call of `model`. */
export function pausesFor(health: Health | undefined, model: string): Pause[] {
  if (!health) return []
  const scopes = model === wholeAccount ? [wholeAccount] : [wholeAccount, model]
  return scopes.flatMap((scope) => health.pauses.get(scope) ?? [])
}

function pause(health: Health, scope: string, next: Omit<Pause, 'sinceMs' | 'probeLeaseId'>, nowMs: number): void {
  const current = health.pauses.get(scope)
  // A later answer never shortens a pause: parallel calls hear of one limit in any order.
  if (current && current.untilMs > nowMs && current.untilMs >= next.untilMs) return
  const sinceMs = current && current.untilMs > nowMs ? current.sinceMs : nowMs
  health.pauses.set(scope, { ...next, sinceMs, probeLeaseId: '' })
}

const isPaused = (health: Health, scope: string, nowMs: number) => (health.pauses.get(scope)?.untilMs ?? 0) > nowMs
const doubling = (firstMs: number, level: number, lastMs: number) =>
  Math.min(lastMs, firstMs * 2 ** Math.min(level, 30))

function rateLimited(
  health: Health,
  effect: Extract<AccountEffect, { kind: 'rate_limited' }>,
  limits: SlotLimits,
  nowMs: number,
): void {
  const { reason } = effect
  const scope = effect.model ?? wholeAccount
  if (effect.retryAfterMs !== null) {
    const waitMs = Math.min(Math.max(0, effect.retryAfterMs), limits.maxCooldownMs)
    // Beyond the cap nobody knows when the limit ends: one call finds out.
    const isProbed = effect.retryAfterMs > limits.maxCooldownMs
    pause(health, scope, { kind: 'rate', untilMs: nowMs + waitMs, reason, isProbed }, nowMs)
    return
  }
  // Calls that ran in parallel are one refusal, not many.
  if (isPaused(health, scope, nowMs)) return
  const level = health.rateLevels.get(scope) ?? 0
  health.rateLevels.set(scope, level + 1)
  const untilMs = nowMs + doubling(limits.rateFallbackMs, level, limits.rateFallbackMaxMs)
  pause(health, scope, { kind: 'rate', untilMs, reason, isProbed: false }, nowMs)
}

function overloaded(health: Health, reason: string, limits: SlotLimits, nowMs: number): void {
  if (isPaused(health, wholeAccount, nowMs)) return
  const untilMs = nowMs + doubling(limits.overloadMs, health.overloadLevel, limits.overloadMaxMs)
  health.overloadLevel += 1
  pause(health, wholeAccount, { kind: 'overload', untilMs, reason, isProbed: false }, nowMs)
}

function failed(health: Health, reason: string, limits: SlotLimits, nowMs: number): void {
  const current = health.pauses.get(wholeAccount)
  if (current && current.untilMs > nowMs) return
  health.failures = [...health.failures.filter((at) => at > nowMs - limits.breakerWindowMs), nowMs]
  const isProbeFailure = current?.kind === 'breaker'
  if (!isProbeFailure && health.failures.length < limits.breakerFailures) return
  health.failures = []
  pause(health, wholeAccount, { kind: 'breaker', untilMs: nowMs + limits.breakerOpenMs, reason, isProbed: true }, nowMs)
}

/** Ends pauses whose time is over, and what they counted. Returns whether calls may pass that couldn't before. */
function succeeded(health: Health, model: string, nowMs: number): boolean {
  let wasProbed = false
  health.credentialsInRow = 0
  for (const scope of new Set([wholeAccount, model])) {
    const current = health.pauses.get(scope)
    // A call that began before the pause says nothing about its end.
    if (current && current.untilMs > nowMs) continue
    wasProbed ||= current?.isProbed ?? false
    health.pauses.delete(scope)
    health.rateLevels.delete(scope)
    if (scope === wholeAccount) {
      health.failures = []
      health.overloadLevel = 0
    }
  }
  return wasProbed
}

function isWell(health: Health): boolean {
  const counted = health.credentialsInRow + health.overloadLevel + health.failures.length
  return counted + health.rateLevels.size + health.pauses.size === 0
}

export type EffectResult = { becameError: boolean; mayPass: boolean; isWell: boolean }

/** What an attempt's outcome does to its account (gateway.md §7). */
export function applyEffect(
  health: Health,
  effect: AccountEffect,
  model: string,
  limits: SlotLimits,
  nowMs: number,
): EffectResult {
  let becameError = false
  let mayPass = false
  if (effect.kind === 'success') mayPass = succeeded(health, model, nowMs)
  if (effect.kind === 'rate_limited') rateLimited(health, effect, limits, nowMs)
  if (effect.kind === 'overloaded') overloaded(health, effect.reason, limits, nowMs)
  if (effect.kind === 'failure') failed(health, effect.reason, limits, nowMs)
  if (effect.kind === 'credentials') {
    health.credentialsInRow += 1
    becameError = health.credentialsInRow >= limits.credentialFailures
    if (becameError) health.credentialsInRow = 0
    const untilMs = nowMs + Math.max(0, effect.cooldownMs)
    pause(health, wholeAccount, { kind: 'credentials', untilMs, reason: effect.reason, isProbed: false }, nowMs)
  }
  const lastUntilMs = Math.max(nowMs, ...[...health.pauses.values()].map((each) => each.untilMs))
  health.forgetAtMs = lastUntilMs + limits.healthMemoryMs
  return { becameError, mayPass, isWell: isWell(health) }
}

/** Ends all pauses and what they grew by; refused credentials in a row stay counted. Null when nothing is left. */
export function clearHealth(health: Health): Health | null {
  if (health.credentialsInRow === 0) return null
  return { ...createHealth(), credentialsInRow: health.credentialsInRow, forgetAtMs: health.forgetAtMs }
}
