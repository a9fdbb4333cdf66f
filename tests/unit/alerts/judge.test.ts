import { describe, expect, it } from 'vitest'
import { type Judged, judge, meets } from '@/lib/alerts/judge'
import { longestGapSeconds } from '@/lib/alerts/metrics/longest-gap'
import { signWebhook } from '@/lib/alerts/sign-webhook'

const second = 1_000
const now = 1_000_000_000
const quiet: Judged = {
  ...{ holds: false, nowMs: now, pendingSinceMs: null, isOpen: false, lastFiredMs: null },
  ...{ forSeconds: 0, cooldownSeconds: 0 },
}

describe('one look', () => {
  it.each<[string, Partial<Judged>, string]>([
    ['nothing is wrong', {}, 'calm'],
    ['at once without a sustained time', { holds: true }, 'fire'],
    ['the first look of a sustained time', { holds: true, forSeconds: 60 }, 'wait'],
    ['not long enough yet', { holds: true, forSeconds: 60, pendingSinceMs: now - 59 * second }, 'wait'],
    ['long enough', { holds: true, forSeconds: 60, pendingSinceMs: now - 60 * second }, 'fire'],
    ['already told', { holds: true, isOpen: true, lastFiredMs: now - 5 * second }, 'keep'],
    ['over', { isOpen: true, lastFiredMs: now - 5 * second }, 'resolve'],
    ['again within the cooldown', { holds: true, lastFiredMs: now - 59 * second, cooldownSeconds: 60 }, 'wait'],
    ['again after the cooldown', { holds: true, lastFiredMs: now - 60 * second, cooldownSeconds: 60 }, 'fire'],
  ])('%s', (_, change, verdict) => {
    expect(judge({ ...quiet, ...change })).toBe(verdict)
  })

  it('a threshold itself meets neither side', () => {
    expect([meets(5, 'above', 5), meets(5, 'below', 5), meets(6, 'above', 5), meets(4, 'below', 5)]).toEqual([
      ...[false, false, true, true],
    ])
  })
})

describe('the longest gap of a schedule', () => {
  it.each<[string, number | null]>([
    ['* * * * *', 60],
    ['*/5 * * * *', 300],
    ['30 * * * *', 3_600],
    ['15 */6 * * *', 6 * 3_600],
    ['45 3 * * *', 86_400],
    ['0 9,17 * * *', 16 * 3_600],
    ['0 3 * * 1', null],
    ['*/0 * * * *', null],
    ['61 * * * *', null],
    ['', null],
  ])('%s', (cron, seconds) => {
    expect(longestGapSeconds(cron)).toBe(seconds)
  })
})

describe('a webhook’s signature', () => {
  it('is the HMAC that docs describe, over time and body', () => {
    // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac 'a secret of the receiver'
    expect(signWebhook('{"a":1}', 'a secret of the receiver', 1_700_000_000_999)).toEqual({
      'x-turnpike-timestamp': '1700000000',
      'x-turnpike-signature': 'v1=719d43160dd8091f1cdca2473a26871d7f4f701b9c72dd2391c6e537c2ec685b',
    })
  })

  it('changes with time, body and secret', () => {
    const signatures = [
      signWebhook('{}', 'secret one', 1_000),
      signWebhook('{}', 'secret one', 2_000),
      signWebhook('{} ', 'secret one', 1_000),
      signWebhook('{}', 'secret two', 1_000),
    ].map((headers) => headers['x-turnpike-signature'])
    expect(new Set(signatures).size).toBe(4)
  })
})
