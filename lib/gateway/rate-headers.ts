import type { RateWindowState } from '../slots'

/** A duration as OpenAI writes it in x-ratelimit-reset: `1m30s`, `6.5s`, `20ms`. */
export function openaiDuration(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms))
  if (whole < 1000) return `${whole}ms`
  const minutes = Math.floor(whole / 60_000)
  const seconds = (whole - minutes * 60_000) / 1000
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`
}

const noHeaders: Readonly<Record<string, string>> = {}

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

function write(headers: Record<string, string>, names: HeaderNames, window: RateWindowState, reset: string): void {
  headers[names[0]] = String(window.limit)
  headers[names[1]] = String(Math.max(0, Math.floor(window.remaining)))
  headers[names[2]] = reset
}

/** Headers of the tightest window per unit; none where no limit is set (gateway.md §11). */
export function rateHeaders(windows: readonly RateWindowState[], protocol: string): Readonly<Record<string, string>> {
  if (windows.length === 0) return noHeaders
  const headers: Record<string, string> = {}
  for (const unit of units) {
    const tightest = tightestOf(windows, unit)
    if (tightest === null) continue
    write(headers, openaiNames[unit], tightest, openaiDuration(tightest.resetMs))
    if (protocol !== 'anthropic-messages') continue
    write(headers, anthropicNames[unit], tightest, new Date(Date.now() + tightest.resetMs).toISOString())
  }
  return headers
}
