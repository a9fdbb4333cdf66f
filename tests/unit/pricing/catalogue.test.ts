import { calcPrice } from '@pydantic/genai-prices'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CatalogueEntry, catalogueEntries, costOf, type PriceVersion, type TokenUsage } from '@/lib/pricing'
import { priceTerms } from '@/lib/pricing/price-row'

const at = new Date('2026-11-20T12:00:00Z')
const entries = await catalogueEntries(at)
const seed = Date.now() % 2 ** 31

function version({ model, price }: CatalogueEntry): PriceVersion {
  return { ...priceTerms(price), id: 'price_1', model, effectiveFromMs: 0, source: 'genai-prices' }
}

const tokens = fc.integer({ min: 0, max: 400_000 })
const usages = fc.record({ input: tokens, cached: tokens, written: tokens, output: tokens })

describe('the catalogue of @pydantic/genai-prices', () => {
  it('holds the models that people call', () => {
    const names = new Set(entries.map((entry) => entry.model))
    for (const model of ['gpt-4o', 'gpt-5', 'gpt-4o-mini', 'claude-sonnet-4-5', 'gemini-2.5-pro']) {
      expect(names).toContain(model)
    }
    expect(entries.length).toBeGreaterThan(200)
  })

  it(`costs what the library itself calculates (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.constantFrom(...entries), usages, (entry, use) => {
        const price = version(entry)
        const hasRead = price.cachedInput !== null
        const hasWrite = price.cacheWrite5m !== null
        const usage: TokenUsage = {
          ...{ input: use.input, cachedInput: hasRead ? use.cached : 0, cacheWrite5m: hasWrite ? use.written : 0 },
          ...{ cacheWrite1h: 0, output: use.output, reasoning: 0, media: {}, toolCalls: {} },
        }
        const [providerId = '', id = ''] = [
          entry.catalogueId.split(':')[0],
          entry.catalogueId.slice(entry.catalogueId.indexOf(':') + 1),
        ]
        const theirs = calcPrice(
          {
            input_tokens: usage.input + usage.cachedInput + usage.cacheWrite5m,
            ...{
              cache_read_tokens: usage.cachedInput,
              cache_write_tokens: usage.cacheWrite5m,
              output_tokens: usage.output,
            },
          },
          id,
          { providerId, timestamp: at },
        )
        // A name that an earlier rule of the library catches is another model there.
        fc.pre(theirs !== null && theirs.model.id === id)
        const ours =
          Number(costOf({ usage, price, multiplierMillionths: 1_000_000n, serviceTier: null }).costNanoUsd) / 1e9
        expect(Math.abs(ours - (theirs?.total_price ?? 0))).toBeLessThan(1e-8)
      }),
      { seed, numRuns: 3_000 },
    )
  })
})
