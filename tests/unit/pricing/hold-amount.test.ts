import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CatalogueEntry, catalogueEntries, costOf, holdAmount, type PriceVersion } from '@/lib/pricing'
import { priceTerms } from '@/lib/pricing/price-row'

const seed = Date.now() % 2 ** 31
const entries = await catalogueEntries(new Date('2026-11-20T12:00:00Z'))
const base = { serviceTier: null, multiplierMillionths: 1_000_000n, canGrow: false } as const

function version({ model, price }: CatalogueEntry): PriceVersion {
  return { ...priceTerms(price), id: 'price_1', model, effectiveFromMs: 0, source: 'genai-prices' }
}

const simple: PriceVersion = {
  ...version({ model: 'm', catalogueId: 'x:m', price: { input: 1_000_000_000n, output: 2_000_000_000n } }),
  maxOutputTokens: 16_000,
}

describe('the amount that is held', () => {
  it('is input and the asked output at full price', () => {
    expect(holdAmount({ ...base, prices: [simple], inputTokens: 100, maxOutputTokens: 50 })).toBe(200_000n)
  })
  it("is the model's whole output when nothing is asked for, 4 096 tokens where it can grow", () => {
    expect(holdAmount({ ...base, prices: [simple], inputTokens: 0, maxOutputTokens: null })).toBe(32_000_000n)
    expect(holdAmount({ ...base, prices: [simple], inputTokens: 0, maxOutputTokens: null, canGrow: true })).toBe(
      8_192_000n,
    )
  })
  it('counts every answer that is asked for', () => {
    expect(holdAmount({ ...base, prices: [simple], inputTokens: 0, maxOutputTokens: 100, n: 4 })).toBe(800_000n)
  })
  it('takes the dearest of the models it could be sent as', () => {
    const dear = { ...simple, output: 9_000_000_000n }
    expect(holdAmount({ ...base, prices: [simple, dear], inputTokens: 0, maxOutputTokens: 100 })).toBe(900_000n)
  })
  it('holds hosted tools for max_tool_calls, else for ten calls', () => {
    const price = { ...simple, toolCalls: { web_search: 10_000_000n } }
    const call = { ...base, prices: [price], inputTokens: 0, maxOutputTokens: 0, tools: ['web_search'] }
    expect(holdAmount(call)).toBe(100_000_000n)
    expect(holdAmount({ ...call, maxToolCalls: 3 })).toBe(30_000_000n)
  })
  it('counts media by its bound, at the dearest class it could be counted in', () => {
    const price = { ...simple, mediaBounds: { image: 1_000 }, media: { input_image: 5_000_000_000n } }
    const held = holdAmount({ ...base, prices: [price], inputTokens: 0, maxOutputTokens: 0, mediaItems: { image: 2 } })
    expect(held).toBe(2n * 5_000_000n + 1n)
  })
  it(`covers the cost of any use within its limits (seed ${seed})`, () => {
    const tokens = fc.integer({ min: 0, max: 300_000 })
    fc.assert(
      fc.property(
        fc.constantFrom(...entries),
        tokens,
        tokens,
        tokens,
        tokens,
        (entry, input, cached, written, output) => {
          const price = version(entry)
          const usage = {
            input,
            cachedInput: cached,
            cacheWrite5m: written,
            cacheWrite1h: 0,
            output,
            reasoning: 0,
            media: {},
            toolCalls: {},
          }
          const held = holdAmount({
            ...base,
            ...{ prices: [price], inputTokens: input + cached + written, maxOutputTokens: output },
          })
          const modelMax = price.maxOutputTokens ?? price.contextTokens ?? 128_000
          fc.pre(output <= modelMax)
          expect(costOf({ usage, price, ...base }).costNanoUsd).toBeLessThanOrEqual(held)
        },
      ),
      { seed, numRuns: 2_000 },
    )
  })
})
