import { describe, expect, it } from 'vitest'
import { prepareSeries, sumByBucket } from '@/app/(dashboard)/overview/_components/prepare-series'
import type { SeriesPoint } from '@/lib/usage'

const zero = {
  ...{ requests: 0, failed: 0, inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 },
  ...{ costNanoUsd: 0n, chargedNanoUsd: 0n, lossNanoUsd: 0n, queueMs: 0, firstTokenMs: 0, firstTokenCount: 0 },
  durationMs: 0,
}
const point = (day: number, group: string, requests: number): SeriesPoint => ({
  ...zero,
  ...{ startsAt: new Date(Date.UTC(2026, 10, day)), group, requests },
})
const starts = [1, 2, 3].map((day) => Date.UTC(2026, 10, day))
const rows = [point(1, 'a', 5), point(1, 'b', 1), point(3, 'c', 9), point(3, 'b', 2), point(3, 'free', 0)]
const requests = (row: SeriesPoint) => row.requests

describe('prepareSeries', () => {
  it('keeps the largest groups in order of size, puts the rest together and fills empty buckets', () => {
    const { points, series, total } = prepareSeries(rows, starts, requests, 2)
    expect(series).toEqual(['c', 'a', 'Others'])
    expect(points.map((each) => each.values)).toEqual([{ a: 5, Others: 1 }, {}, { c: 9, Others: 2 }])
    expect(total).toBe(17)
  })

  it('has no rest when every group is shown', () => {
    expect(prepareSeries(rows, starts, requests, 5).series).toEqual(['c', 'a', 'b'])
  })
})

it('sums buckets over all groups and leaves out what is before the first', () => {
  expect(sumByBucket([...rows, point(9, 'a', 4)], starts, requests)).toEqual([6, 0, 11])
})
