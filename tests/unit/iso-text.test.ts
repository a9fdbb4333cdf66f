import { describe, expect, it } from 'vitest'
import { isoText } from '@/lib/iso-text'

describe('isoText', () => {
  it('writes what Date.toISOString writes, within a second and across seconds, days, years and the epoch', () => {
    const times = [0, 1, 10, 999, 1000, 1_700_000_000_007, 1_700_000_000_070, 1_700_000_000_700, 1_700_000_001_000]
    const far = [-1, -1000, -62_198_755_200_000, 253_402_300_799_999, 253_402_300_800_000, 86_399_999, 86_400_000, 1.7]
    for (const timeMs of [...times, ...far, ...times.reverse()])
      expect(isoText(timeMs)).toBe(new Date(timeMs).toISOString())
    for (let n = 0; n < 2000; n++) {
      const timeMs = Math.floor(Math.random() * 4e12) - 1e12
      expect(isoText(timeMs)).toBe(new Date(timeMs).toISOString())
    }
  })

  it('refuses what is no time as Date does', () => {
    expect(() => isoText(Number.NaN)).toThrow(RangeError)
    expect(() => isoText(9e15)).toThrow(RangeError)
  })
})
