import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKeySecret, isWellFormedKey } from '@/lib/api-keys'

describe('a key', () => {
  it('is tp- with 43 base62 characters whose last six are their checksum', () => {
    const keys = Array.from({ length: 200 }, createKeySecret)
    expect(new Set(keys).size).toBe(200)
    for (const key of keys) {
      expect(key).toMatch(/^tp-[0-9A-Za-z]{43}$/)
      expect(isWellFormedKey(key)).toBe(true)
    }
  })

  it('is refused with any one character mistyped, two swapped, cut off or added', () => {
    fc.assert(
      fc.property(fc.nat({ max: 42 }), fc.constantFrom(...'0aZ9q'), (position, character) => {
        const key = createKeySecret()
        const index = 3 + position
        const typed = `${key.slice(0, index)}${character}${key.slice(index + 1)}`
        expect(isWellFormedKey(typed)).toBe(typed === key)
        const swapped = `${key.slice(0, 10)}${key.charAt(11)}${key.charAt(10)}${key.slice(12)}`
        expect(isWellFormedKey(swapped)).toBe(swapped === key)
      }),
    )
    expect(isWellFormedKey(createKeySecret().slice(0, -1))).toBe(false)
    expect(isWellFormedKey(`${createKeySecret()}0`)).toBe(false)
    expect(isWellFormedKey(`sk-${createKeySecret().slice(3)}`)).toBe(false)
  })
})
