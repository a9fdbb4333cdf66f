import type { RateWindowState } from '../slots'

/** A duration as OpenAI writes it in x-ratelimit-reset: `1m30s`, `6.5s`, `20ms`. */
export function openaiDuration(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms))
  if (whole < 1000) return `${whole}ms`
  const minutes = Math.floor(whole / 60_000)
  const seconds = (whole - minutes * 60_000) / 1000
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`
}

/** Headers of the tightest window per unit; none where no limit is set (gateway.md §11). */
export function rateHeaders(windows: readonly RateWindowState[], protocol: string): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const unit of ['requests', 'tokens'] as const) {
    const tightest = windows.filter((window) => window.unit === unit).sort((a, b) => a.remaining - b.remaining)[0]
    if (!tightest) continue
    const remaining = String(Math.max(0, Math.floor(tightest.remaining)))
    headers[`x-ratelimit-limit-${unit}`] = String(tightest.limit)
    headers[`x-ratelimit-remaining-${unit}`] = remaining
    headers[`x-ratelimit-reset-${unit}`] = openaiDuration(tightest.resetMs)
    if (protocol !== 'anthropic-messages') continue
    headers[`anthropic-ratelimit-${unit}-limit`] = String(tightest.limit)
    headers[`anthropic-ratelimit-${unit}-remaining`] = remaining
    headers[`anthropic-ratelimit-${unit}-reset`] = new Date(Date.now() + tightest.resetMs).toISOString()
  }
  return headers
}
