import { describe, expect, it } from 'vitest'
import { classifyInBand, classifyRefusal, effectOf, exhaustedError, mayFailOver } from '@/lib/gateway/failover'
import { durationMs, namedDelayMs } from '@/lib/gateway/named-delay'
import { addRateHeaders, openaiDuration } from '@/lib/gateway/rate-headers'

const nowMs = Date.parse('2026-01-01T00:00:00Z')
const classify = (status: number, body: unknown = {}, headers: Record<string, string> = {}) =>
  classifyRefusal({ status, header: (name) => headers[name] ?? null, body, text: JSON.stringify(body), nowMs })
const error = (fields: Record<string, unknown>) => ({ error: fields })

describe('the failover table', () => {
  it.each([
    [400, error({ message: 'bad' }), 'rejected'],
    [
      400,
      error({ type: 'invalid_request_error', message: 'Your credit balance is too low to access the API' }),
      'credentials_rejected',
    ],
    [
      400,
      error({ status: 'INVALID_ARGUMENT', message: 'API key not valid.', details: [{ reason: 'API_KEY_INVALID' }] }),
      'credentials_rejected',
    ],
    [400, [error({ status: 'INVALID_ARGUMENT', details: [{ reason: 'API_KEY_INVALID' }] })], 'credentials_rejected'],
    [401, {}, 'credentials_rejected'],
    [402, {}, 'credentials_rejected'],
    [403, {}, 'credentials_rejected'],
    [404, error({ code: 'model_not_found' }), 'model_not_found'],
    [404, error({ message: 'Item not found' }), 'rejected'],
    [408, {}, 'conflict'],
    [409, {}, 'conflict'],
    [413, {}, 'rejected'],
    [422, {}, 'rejected'],
    [429, {}, 'rate_limited'],
    [429, error({ type: 'insufficient_quota' }), 'credentials_rejected'],
    [500, {}, 'server_error'],
    [502, 'not an object', 'server_error'],
    [529, {}, 'overloaded'],
    [301, {}, 'not_protocol'],
  ])('%i with %j is %s', (status, body, kind) => {
    expect(classify(status, body).kind).toBe(kind)
  })

  it('only the caller’s own mistakes are never tried elsewhere', () => {
    expect(mayFailOver(classify(400))).toBe(false)
    for (const status of [401, 402, 403, 408, 409, 429, 500, 503, 529]) expect(mayFailOver(classify(status))).toBe(true)
  })

  it.each([
    ['rate_limit_exceeded', 'rate_limited'],
    ['insufficient_quota', 'credentials_rejected'],
    ['overloaded_error', 'overloaded'],
    ['server_error', 'server_error'],
    ['context_length_exceeded', 'rejected'],
    ['invalid_image_url', 'rejected'],
    ['image_content_policy_violation', 'rejected'],
    ['anything_else', 'server_error'],
  ])('an in-band %s is %s', (code, kind) => {
    expect(classifyInBand({ code, message: 'words', status: null }, nowMs).kind).toBe(kind)
  })

  it('each failure does to its account what the contract says, and a caller’s mistake nothing', () => {
    const effect = (status: number) => effectOf(classify(status, {}, { 'retry-after': '7' }), 'm', 600_000)
    expect(effect(401)).toMatchObject({ kind: 'credentials', cooldownMs: 600_000 })
    expect(effect(429)).toMatchObject({ kind: 'rate_limited', retryAfterMs: 7_000, model: null })
    expect(effect(529)).toMatchObject({ kind: 'overloaded' })
    expect(effect(500)).toMatchObject({ kind: 'failure' })
    for (const status of [400, 404, 409]) expect(effect(status)).toEqual({ kind: 'none' })
  })

  it('the reason kept for the operator is one bounded line', () => {
    expect(classify(500, error({ message: `a\n${'b'.repeat(2_000)}` })).reason).toMatch(/^500 a b{1,300}$/)
  })

  it.each([
    [401, 'upstream_failed'],
    [404, 'model_not_found'],
    [409, 'upstream_failed'],
    [429, 'rate_limited'],
    [529, 'overloaded'],
    [500, 'upstream_failed'],
  ])('exhausted on %i the caller hears %s, without the upstream’s words', (status, code) => {
    const failed = classify(status, error({ code: status === 404 ? 'model_not_found' : 'x', message: 'secret words' }))
    expect(exhaustedError([failed]).code).toBe(code)
    expect(exhaustedError([failed]).message).not.toContain('secret')
  })

  it('of several rate limits the nearest end is told', () => {
    const limited = (seconds: string) => classify(429, {}, { 'retry-after': seconds })
    expect(exhaustedError([limited('50'), limited('7'), limited('20')]).retryAfterSeconds).toBe(7)
    expect(exhaustedError([limited('9000')]).retryAfterSeconds).toBe(60)
  })
})

describe('how long a 429 asks to wait', () => {
  const named = (headers: Record<string, string>, body: Record<string, unknown> = {}) =>
    namedDelayMs((name) => headers[name] ?? null, body, nowMs)
  it.each([
    [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1_500],
    [{ 'retry-after-ms': '', 'retry-after': '9' }, 9_000],
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    [{ 'x-ratelimit-remaining-requests': '5', 'x-ratelimit-reset-requests': '6m0s' }, null],
    [
      {
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '20ms',
        'x-ratelimit-remaining-requests': '3',
        'x-ratelimit-reset-requests': '1h',
      },
      20,
    ],
    [
      { 'anthropic-ratelimit-tokens-remaining': '0', 'anthropic-ratelimit-tokens-reset': '2026-01-01T00:01:00Z' },
      60_000,
    ],
    [{ 'anthropic-ratelimit-tokens-remaining': '9', 'anthropic-ratelimit-tokens-reset': '2026-01-01T00:01:00Z' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('%j → %j', (headers, delay) => {
    expect(named(headers as Record<string, string>)).toBe(delay)
  })

  it('reads it from the body too', () => {
    expect(named({}, { resets_at: nowMs / 1000 + 90 })).toBe(90_000)
    expect(named({}, { resets_in_seconds: 12 })).toBe(12_000)
    expect(named({}, { details: [{ '@type': 'x' }, { retryDelay: '34.5s' }] })).toBe(34_500)
  })

  it.each([
    ['6m0s', 360_000],
    ['1.5s', 1_500],
    ['20ms', 20],
    ['1h2m3s', 3_723_000],
    ['', null],
    ['7', null],
    ['soon', null],
    ['1s x', null],
  ])('the duration %j is %j', (text, ms) => {
    expect(durationMs(text)).toBe(ms)
  })
})

describe('rate-limit headers', () => {
  it('durations are written so that they can be read back, and never say less than the wait', () => {
    for (let ms = 0; ms < 200_000; ms += 37.7) {
      const read = durationMs(openaiDuration(ms))
      expect(read, openaiDuration(ms)).not.toBeNull()
      expect(Math.abs((read ?? 0) - Math.ceil(ms))).toBeLessThan(0.01)
    }
  })

  it('the tightest window of each unit is told, Anthropic’s own headers only to its clients', () => {
    const window = (scope: 'key' | 'user', remaining: number) => ({
      scope,
      unit: 'requests' as const,
      limit: 10,
      remaining,
      resetMs: 1_500,
    })
    const rateHeaders = (windows: ReturnType<typeof window>[], protocol: string) => {
      const list: string[] = []
      addRateHeaders(list, windows, protocol)
      return Object.fromEntries(list.flatMap((name, n) => (n % 2 === 0 ? [[name, list[n + 1]]] : [])))
    }
    const headers = rateHeaders([window('user', 7.9), window('key', -2)], 'openai-responses')
    expect(headers).toEqual({
      'x-ratelimit-limit-requests': '10',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1.5s',
    })
    expect(rateHeaders([window('key', 1)], 'anthropic-messages')).toMatchObject({
      'anthropic-ratelimit-requests-remaining': '1',
    })
    expect(rateHeaders([], 'openai-chat')).toEqual({})
  })
})
