import { describe, expect, it } from 'vitest'
import { bucketStarts, startOfDay } from '@/app/(dashboard)/_components/zoned-time'

const iso = (list: number[]) => list.map((ms) => new Date(ms).toISOString())
const at = (text: string) => Date.parse(text)

describe('bucketStarts', () => {
  it('begins days at midnight of the zone, also where the offset has quarters', () => {
    const starts = bucketStarts(at('2026-11-20T00:00:00Z'), at('2026-11-22T00:00:00Z'), 'day', 'Asia/Kathmandu')
    expect(iso(starts)).toEqual(['2026-11-20T18:15:00.000Z', '2026-11-21T18:15:00.000Z'])
  })

  it('keeps days whole over the hour that clocks skip and the one they show twice', () => {
    const spring = bucketStarts(at('2026-03-28T12:00:00Z'), at('2026-03-31T00:00:00Z'), 'day', 'Europe/Berlin')
    expect(iso(spring)).toEqual(['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z', '2026-03-30T22:00:00.000Z'])
    const hours = bucketStarts(at('2026-10-25T00:00:00Z'), at('2026-10-25T03:00:00Z'), 'hour', 'Europe/Berlin')
    expect(iso(hours)).toEqual(['2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z', '2026-10-25T02:00:00.000Z'])
  })

  it('begins weeks on Monday and months on the first', () => {
    const weeks = bucketStarts(at('2026-11-01T00:00:00Z'), at('2026-11-17T00:00:00Z'), 'week', 'UTC')
    expect(iso(weeks)).toEqual(['2026-11-02', '2026-11-09', '2026-11-16'].map((day) => `${day}T00:00:00.000Z`))
    const months = bucketStarts(at('2026-10-15T00:00:00Z'), at('2026-12-02T00:00:00Z'), 'month', 'UTC')
    expect(iso(months)).toEqual(['2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'])
  })
})

describe('startOfDay', () => {
  it('finds midnight of a zone, and the first instant of a day that has none', () => {
    expect(startOfDay('2026-11-23', 'America/New_York')?.toISOString()).toBe('2026-11-23T05:00:00.000Z')
    expect(startOfDay('2026-11-23', 'Pacific/Kiritimati')?.toISOString()).toBe('2026-11-22T10:00:00.000Z')
    // Clocks in Beirut go from 23:59 to 01:00 on this night.
    expect(startOfDay('2026-03-29', 'Asia/Beirut')?.toISOString()).toBe('2026-03-28T22:00:00.000Z')
  })

  it('refuses what is not a day', () => {
    expect(startOfDay('2026-13-01', 'UTC')).toBeNull()
    expect(startOfDay('yesterday', 'UTC')).toBeNull()
  })
})
