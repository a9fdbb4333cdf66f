import type { AccountLoad } from '../types'
import { type Health, wholeAccount } from './health'

export type AccountCounts = {
  accountId: string
  limit: number
  running: number
  waiting: number
  /** In thousandths of a millisecond; 0 = not within the last hour. */
  pickedMark: number
  health: Health | undefined
}

/** What the panel shows of an account's live state. */
export function describeAccount(counts: AccountCounts, nowMs: number): AccountLoad {
  const { accountId, limit, running, waiting, pickedMark, health } = counts
  const loadRate = limit > 0 ? ((running + waiting) * 100) / limit : null
  const models = [...(health?.pauses ?? [])]
    .filter(([scope, pause]) => scope !== wholeAccount && pause.untilMs > nowMs)
    .map(([model, { kind: cause, untilMs, reason }]) => ({ model, untilMs, cause, reason }))
    .sort((a, b) => (a.model < b.model ? -1 : 1))
  const pickedAtMs = pickedMark > 0 ? pickedMark / 1000 : null
  const base = { accountId, running, waiting, loadRate, pickedAtMs, models }
  const whole = health?.pauses.get(wholeAccount)
  if (!whole || (whole.untilMs <= nowMs && !whole.isProbed)) {
    return { ...base, state: 'ready', cause: null, reason: null, sinceMs: null, untilMs: null }
  }
  const { kind: cause, reason, sinceMs, untilMs } = whole
  if (untilMs <= nowMs) return { ...base, state: 'probing', cause, reason, sinceMs, untilMs: null }
  return { ...base, state: cause === 'breaker' ? 'breaker_open' : 'cooldown', cause, reason, sinceMs, untilMs }
}
