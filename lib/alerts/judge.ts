import type { AlertOperator } from './types'

export type Judged = {
  /** Whether the condition is met now. */
  holds: boolean
  nowMs: number
  /** Since when it has been met without a break; null when it wasn't at the last look. */
  pendingSinceMs: number | null
  isOpen: boolean
  /** When this label fired the last time, open or resolved. */
  lastFiredMs: number | null
  forSeconds: number
  cooldownSeconds: number
}

/** `wait` remembers since when, `calm` forgets it, `keep` leaves an open event open. */
export type Verdict = 'fire' | 'resolve' | 'wait' | 'calm' | 'keep'

/** Whether a number meets a rule's condition. */
export function meets(value: number, operator: AlertOperator, threshold: number): boolean {
  return operator === 'above' ? value > threshold : value < threshold
}

/**
 * What becomes of one label at one look. It fires once its condition held for the sustained time without a break and
 * the cooldown since its last firing is over; it resolves at the first look that doesn't meet the condition.
 */
export function judge(input: Judged): Verdict {
  const { holds, nowMs, pendingSinceMs, isOpen, lastFiredMs } = input
  if (!holds) return isOpen ? 'resolve' : 'calm'
  if (isOpen) return 'keep'
  const sustained = nowMs - (pendingSinceMs ?? nowMs) >= input.forSeconds * 1_000
  const rested = lastFiredMs === null || nowMs - lastFiredMs >= input.cooldownSeconds * 1_000
  return sustained && rested ? 'fire' : 'wait'
}
