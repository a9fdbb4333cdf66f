import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertUsd, centsOfNano, nanoOfCents, shareOf } from '@/lib/billing/cents'

describe('cents', () => {
  it('there and back is the same amount', () => {
    fc.assert(fc.property(fc.nat({ max: 99_999_999 }), (cents) => centsOfNano(nanoOfCents(cents)) === cents))
  })

  it('an amount of Stripe that is negative, fractional or beyond exact numbers is never ours', () => {
    for (const cents of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => nanoOfCents(cents)).toThrow()
    }
  })

  it('an amount of ours that is negative, not whole cents or too large is refused by its field', () => {
    for (const amount of [-10_000_000n, 1n, 100_000_000n * 10_000_000n]) {
      expect(() => centsOfNano(amount, 'priceNanoUsd')).toThrow(/The amount must/)
    }
  })

  it('only USD becomes credit', () => {
    expect(() => assertUsd('USD')).not.toThrow()
    for (const currency of ['eur', 'usdc', '', null]) expect(() => assertUsd(currency)).toThrow()
  })

  it('shares of a credit never exceed it together, and the whole charge is the whole credit', () => {
    const charge = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 6 })
    const property = fc.property(charge, fc.integer({ min: 0, max: 100 }), (parts, percent) => {
      const total = parts.reduce((sum, part) => sum + part, 0)
      const whole = (nanoOfCents(total) * BigInt(percent)) / 100n
      const shares = parts.map((part) => shareOf(whole, part, total)).reduce((sum, share) => sum + share, 0n)
      return shares <= whole && whole - shares < BigInt(parts.length) && shareOf(whole, total, total) === whole
    })
    fc.assert(property)
  })
})
