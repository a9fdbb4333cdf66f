import { isoText } from '../iso-text'
import type { RateWindowState } from '../slots'
import type { HeaderList } from './header-list'

/** A duration as OpenAI writes it in x-ratelimit-reset: `1m30s`, `6.5s`, `20ms`. */
export function openaiDuration(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms))
  if (whole < 1000) return `${whole}ms`
  const minutes = Math.floor(whole / 60_000)
  const seconds = (whole - minutes * 60_000) / 1000
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`
}

type HeaderNames = readonly [limit: string, remaining: string, reset: string]

const units = ['requests', 'tokens'] as const
const openaiNames: Record<(typeof units)[number], HeaderNames> = {
  requests: ['x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'],
  tokens: ['x-ratelimit-limit-tokens', 'x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens'],
}
const anthropicNames: Record<(typeof units)[number], HeaderNames> = {
  requests: [
    'anthropic-ratelimit-requests-limit',
    'anthropic-ratelimit-requests-remaining',
    'anthropic-ratelimit-requests-reset',
  ],
  tokens: [
    'anthropic-ratelimit-tokens-limit',
    'anthropic-ratelimit-tokens-remaining',
    'anthropic-ratelimit-tokens-reset',
  ],
}

function tightestOf(windows: readonly RateWindowState[], unit: RateWindowState['unit']): RateWindowState | null {
  let tightest: RateWindowState | null = null
  for (const window of windows) {
    if (window.unit === unit && (tightest === null || window.remaining < tightest.remaining)) tightest = window
  }
  return tightest
}

function add(headers: HeaderList, names: HeaderNames, window: RateWindowState, reset: string): void {
  const remaining = Math.max(0, Math.floor(window.remaining))
  headers.push(names[0], `${window.limit}`, names[1], `${remaining}`, names[2], reset)
}

/** Adds the headers of the tightest window per unit; none where no limit is set (gateway.md §11). */
export function addRateHeaders(headers: HeaderList, windows: readonly RateWindowState[], protocol: string): void {
  for (const unit of units) {
    const tightest = tightestOf(windows, unit)
    if (tightest === null) continue
    add(headers, openaiNames[unit], tightest, openaiDuration(tightest.resetMs))
    if (protocol !== 'anthropic-messages') continue
    add(headers, anthropicNames[unit], tightest, isoText(Date.now() + tightest.resetMs))
  }
}
