import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pool } from '@/lib/db/pg'
import {
  closePrices,
  findPrice,
  findPriceVersion,
  importCatalogue,
  listPrices,
  listPriceVersions,
  loadPrices,
  type PriceInput,
  putPrice,
} from '@/lib/pricing'
import { databaseForFile } from '../ledger/fixtures'

databaseForFile()
beforeAll(loadPrices)
afterAll(closePrices)

const price: PriceInput = {
  ...{ input: 1_000_000_000n, output: 2_000_000_000n, cachedInput: 100_000_000n, cacheWrite1h: 2_000_000_001n },
  ...{ request: 5n, media: { input_audio: 40n }, mediaBounds: { image: 900 }, toolCalls: { web_search: 10_000_000n } },
  ...{ tiers: { flex: { input: 1n } }, longContext: { aboveInputTokens: 200_000, output: 9n } },
  ...{ contextTokens: 400_000, maxOutputTokens: 16_000, provider: 'openai' },
}

describe('the price book', () => {
  it('puts a price in force for what is admitted after the answer', async () => {
    expect(findPrice('a', Date.now())).toBeNull()
    const { price: stored, isNew } = await putPrice({ model: 'a', price })
    expect(isNew).toBe(true)
    expect(findPrice('a', Date.now())).toEqual(stored)
    expect(stored).toMatchObject({ ...price, model: 'a', callable: true, cacheWrite5m: null, source: 'manual' })
    expect(findPrice('a', stored.effectiveFromMs - 1)).toBeNull()
  })
  it('makes no new version of the same price, also when two put it at once', async () => {
    const results = await Promise.all(Array.from({ length: 10 }, () => putPrice({ model: 'b', price })))
    expect(results.filter((result) => result.isNew)).toHaveLength(1)
    expect(new Set(results.map((result) => result.price.id)).size).toBe(1)
    const reordered = { ...price, toolCalls: { ...price.toolCalls }, tiers: { flex: { input: 1n } } }
    expect((await putPrice({ model: 'b', price: reordered })).isNew).toBe(false)
  })
  it('keeps every version, and prices an earlier admission by its own', async () => {
    const first = (await putPrice({ model: 'c', price })).price
    const admittedMs = Date.now()
    await new Promise((resolve) => setTimeout(resolve, 5))
    const second = (await putPrice({ model: 'c', price: { ...price, output: 3n } })).price
    expect(findPrice('c', admittedMs)?.id).toBe(first.id)
    expect(findPrice('c', Date.now())?.id).toBe(second.id)
    expect((await listPriceVersions('c')).map((version) => version.id)).toEqual([second.id, first.id])
    expect(await findPriceVersion(first.id)).toEqual(first)
  })
  it('holds versions apart that come within one millisecond', async () => {
    for (let n = 0; n < 20; n++) await putPrice({ model: 'd', price: { ...price, output: BigInt(n) } })
    expect(await listPriceVersions('d')).toHaveLength(20)
    expect(findPrice('d', Date.now() + 50)?.output).toBe(19n)
  })
  it('ends a model', async () => {
    await putPrice({ model: 'e', price })
    await putPrice({ model: 'e', price: { ...price, callable: false } })
    expect(findPrice('e', Date.now() + 10)).toBeNull()
    expect((await listPrices({ search: 'e', limit: 500 })).data.map((each) => each.model)).not.toContain('e')
  })
  it('hears of a change made by another process within its refresh', async () => {
    await pool().query(`UPDATE model_prices SET output_nano_usd = 77 WHERE model = 'd'`)
    await putPrice({ model: 'other', price })
    expect(findPrice('d', Date.now() + 50)?.output).toBe(77n)
  })
})

describe('the catalogue import', () => {
  it('adds every model once, keeps manual prices, and shows what it would do', async () => {
    await putPrice({ model: 'gpt-4o', price })
    const shown = await importCatalogue({ dryRun: true })
    expect(shown).toMatchObject({ changed: 0, keptManual: 1 })
    expect(findPrice('gpt-4o-mini', Date.now())).toBeNull()
    const first = await importCatalogue()
    expect(first.added).toBe(shown.added)
    expect(findPrice('gpt-4o', Date.now())?.source).toBe('manual')
    expect(findPrice('gpt-4o-mini', Date.now())).toMatchObject({
      input: 150_000_000n,
      output: 600_000_000n,
      source: 'genai-prices',
    })
    expect(await importCatalogue()).toMatchObject({ added: 0, changed: 0, keptManual: 1 })
    const all: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof listPrices>> = await listPrices({ cursor, limit: 100 })
      all.push(...page.data.map((each) => each.model))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(new Set(all).size).toBe(all.length)
    expect(all.length).toBeGreaterThan(200)
  })
})
