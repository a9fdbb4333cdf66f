import { describe, expect, it } from 'vitest'
import { summarise } from '@/components/charts/series'
import { cursorHref } from '@/components/data-table/cursor-href'
import { isActive } from '@/components/layout/is-active'
import { formatCount } from '@/components/pieces/format-count'
import { formatDuration } from '@/components/pieces/format-duration'
import { passageSegments } from '@/components/pieces/passage-segments'
import { pickLocale } from '@/lib/i18n/pick-locale'
import { messagesOf } from '@/messages'

describe('passageSegments', () => {
  it('keeps a failed attempt that took no time and leaves out other empty parts', () => {
    const segments = passageSegments({
      queueMs: 0,
      attempts: [
        { label: 'one', durationMs: 0, failed: true, status: '503' },
        { label: 'two', durationMs: 120, failed: false },
      ],
      firstTokenMs: 80,
      streamingMs: 0,
    })
    expect(segments.map((segment) => segment.kind)).toEqual(['failed', 'attempt', 'first-token'])
  })
})

describe('formatting', () => {
  it.each([
    [0, '0'],
    [9_999, '9,999'],
    [10_000, '10k'],
    [12_345, '12.3k'],
    [999_999, '1M'],
    [1_234_567, '1.23M'],
  ])('shortens %s to %s', (value, text) => expect(formatCount(value)).toBe(text))

  it.each([
    [0.13, '0.13 ms'],
    [420.4, '420 ms'],
    [999.7, '1 s'],
    [1_240, '1.24 s'],
    [59_990, '1 min'],
    [123_000, '2 min 3 s'],
    [3_723_000, '1 h 2 min'],
    [7_200_000, '2 h'],
  ])('writes %s ms as %s', (value, text) => expect(formatDuration(value)).toBe(text))
})

describe('summarise', () => {
  it('counts a bucket without a value as zero', () => {
    const points = [
      { at: 'a', values: { x: 4 } },
      { at: 'b', values: {} },
    ]
    expect(summarise(points, ['x'])).toEqual([{ name: 'x', minimum: 0, maximum: 4, average: 2, total: 4 }])
  })
})

describe('cursorHref', () => {
  it('keeps the filters and replaces the cursor', () => {
    const parameters = { status: ['failed', 'open'], q: 'a b', cursor: 'old' }
    expect(cursorHref('/usage', parameters, 'new')).toBe('/usage?status=failed&status=open&q=a+b&cursor=new')
    expect(cursorHref('/usage', { cursor: 'old' }, null)).toBe('/usage')
  })
})

describe('isActive', () => {
  it.each([
    ['/keys', '/keys', false, true],
    ['/keys/key_1', '/keys', false, true],
    ['/keys/key_1', '/keys', true, false],
    ['/keyserver', '/keys', false, false],
    ['/keys', '/', false, false],
  ])('%s under %s (exact %s) is %s', (path, href, exact, active) => expect(isActive(path, href, exact)).toBe(active))
})

describe('language', () => {
  it.each([
    ['zh', 'en', 'zh'],
    ['xx', 'zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    [undefined, 'de;q=0.9, en;q=0.5, zh;q=0.1', 'en'],
    [undefined, 'zh;q=0, en', 'en'],
    [undefined, null, 'en'],
  ])('cookie %s and header %s choose %s', (cookie, header, locale) => expect(pickLocale(cookie, header)).toBe(locale))

  it('falls back to English for what a language has not translated', () => {
    expect(messagesOf('zh').ui.copy).toBe('复制')
    expect(messagesOf('zh').shell.appName).toBe('Turnpike')
  })
})
