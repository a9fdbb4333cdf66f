type Header = (name: string) => string | null

const openaiDimensions = ['requests', 'tokens'] as const
const anthropicDimensions = ['requests', 'tokens', 'input-tokens', 'output-tokens'] as const
const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration such as `6m0s`, `1.5s` or `20ms`, in milliseconds; null when it isn't one. */
export function durationMs(text: string): number | null {
  let total = 0
  let rest = text.trim()
  if (rest === '') return null
  while (rest !== '') {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)/.exec(rest)
    if (!match) return null
    total += Number(match[1]) * (units[match[2] ?? ''] ?? 0)
    rest = rest.slice(match[0].length)
  }
  return total
}

function numberIn(text: string | null): number | null {
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : null
}

function isUsedUp(remaining: string | null): boolean {
  const left = numberIn(remaining)
  return left !== null && left <= 0
}

function retryAfterMs(header: Header, nowMs: number): number | null {
  const milliseconds = numberIn(header('retry-after-ms'))
  if (milliseconds !== null) return Math.max(0, milliseconds)
  const text = header('retry-after')
  if (text === null) return null
  const seconds = numberIn(text)
  if (seconds !== null) return Math.max(0, seconds * 1000)
  const date = Date.parse(text)
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs)
}

/** Resets of the dimensions that are used up; one with remaining > 0 says nothing about this refusal. */
function exhaustedResets(header: Header, nowMs: number): number[] {
  const delays: number[] = []
  for (const dimension of openaiDimensions) {
    if (!isUsedUp(header(`x-ratelimit-remaining-${dimension}`))) continue
    const delay = durationMs(header(`x-ratelimit-reset-${dimension}`) ?? '')
    if (delay !== null) delays.push(delay)
  }
  for (const dimension of anthropicDimensions) {
    if (!isUsedUp(header(`anthropic-ratelimit-${dimension}-remaining`))) continue
    const at = Date.parse(header(`anthropic-ratelimit-${dimension}-reset`) ?? '')
    if (!Number.isNaN(at)) delays.push(Math.max(0, at - nowMs))
  }
  return delays
}

function bodyDelayMs(error: Record<string, unknown>, nowMs: number): number | null {
  const resetsAt = error['resets_at']
  if (typeof resetsAt === 'number' && Number.isFinite(resetsAt)) return Math.max(0, resetsAt * 1000 - nowMs)
  const resetsIn = error['resets_in_seconds']
  if (typeof resetsIn === 'number' && Number.isFinite(resetsIn)) return Math.max(0, resetsIn * 1000)
  const details = Array.isArray(error['details']) ? error['details'] : []
  for (const detail of details) {
    const delay =
      typeof detail === 'object' && detail !== null ? (detail as Record<string, unknown>)['retryDelay'] : null
    if (typeof delay === 'string') return durationMs(delay)
  }
  return null
}

/** Until when a 429 asks to wait, in the order of gateway.md §7; null when it names nothing. Not capped. */
export function namedDelayMs(header: Header, error: Record<string, unknown>, nowMs: number): number | null {
  const named = retryAfterMs(header, nowMs)
  if (named !== null) return named
  const resets = exhaustedResets(header, nowMs)
  if (resets.length > 0) return Math.max(...resets)
  return bodyDelayMs(error, nowMs)
}
