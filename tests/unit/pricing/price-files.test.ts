import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalogueEntries, costOf, readPriceFile } from '@/lib/pricing'
import { priceTerms } from '@/lib/pricing/price-row'
import { scaleDecimal } from '@/lib/pricing/scale-decimal'

const seed = Date.now() % 2 ** 31
const litellm = (models: Record<string, unknown>) =>
  JSON.stringify({ sample_spec: { mode: 'one of chat, embedding …', input_cost_per_token: 0 }, ...models })
const chat = { litellm_provider: 'openai', mode: 'chat' }

function only(text: string) {
  const { entries, skipped } = readPriceFile('litellm', text)
  expect(skipped).toEqual([])
  expect(entries).toHaveLength(1)
  const [entry] = entries
  if (!entry) throw new Error('the file has no entry')
  return { model: entry.model, price: priceTerms(entry.price) }
}

function reasonOf(fields: Record<string, unknown>): string {
  const { entries, skipped } = readPriceFile(
    'litellm',
    litellm({ m: { ...chat, input_cost_per_token: 1e-6, ...fields } }),
  )
  expect(entries).toEqual([])
  return skipped[0]?.reason ?? ''
}

describe('a decimal text', () => {
  it(`is scaled as exact arithmetic says (seed ${seed})`, () => {
    const digits = fc.bigInt(0n, 10n ** 25n)
    fc.assert(
      fc.property(
        digits,
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: -15, max: 15 }),
        (value, places, exponent) => {
          const text = value.toString().padStart(places + 1, '0')
          const written = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`
          const shift = 15 + exponent - places
          const divisor = 10n ** BigInt(Math.max(0, -shift))
          const exact = shift >= 0 ? value * 10n ** BigInt(shift) : (value + divisor / 2n) / divisor
          expect(scaleDecimal(`${written}e${exponent}`, 15)).toBe(exact)
        },
      ),
      { seed, numRuns: 2_000 },
    )
  })
  it.each([
    ['1.5e-07', 15, 150_000_000n],
    ['0.00000015', 15, 150_000_000n],
    ['2.5E-6', 15, 2_500_000_000n],
    ['0.3', 9, 300_000_000n],
    ['1e-15', 15, 1n],
    ['5e-16', 15, 1n],
    ['4e-16', 15, 0n],
    ['-1', 9, -1_000_000_000n],
    ['12345678901234567890.123456789', 9, 12345678901234567890123456789n],
  ])('%s × 10^%i is %s', (text, power, value) => {
    expect(scaleDecimal(text, power)).toBe(value)
  })
  it.each(['', 'x', '1.', '.5', '1e', '0x10', 'Infinity', '1e999', '1_000'])('%j is none', (text) => {
    expect(scaleDecimal(text, 9)).toBeNull()
  })
})

describe('LiteLLM’s price file', () => {
  it('gives every price to its class, exactly', () => {
    const { model, price } = only(
      litellm({
        'gpt-x': {
          ...{ ...chat, max_tokens: 16384, max_input_tokens: 128000, max_output_tokens: 16384 },
          ...{ input_cost_per_token: 1.5e-7, output_cost_per_token: 6e-7, cache_read_input_token_cost: 7.5e-8 },
          ...{ cache_creation_input_token_cost: 1.875e-7, cache_creation_input_token_cost_above_1hr: 3e-7 },
          ...{ input_cost_per_audio_token: 1e-5, output_cost_per_audio_token: 2e-5 },
          ...{ input_cost_per_token_priority: 3e-7, output_cost_per_token_flex: 3e-7 },
          ...{ input_cost_per_token_above_200k_tokens: 3e-7, output_cost_per_token_above_200k_tokens: 9e-7 },
          ...{ input_cost_per_token_batches: 7.5e-8, output_cost_per_reasoning_token: 6e-7 },
          search_context_cost_per_query: { search_context_size_low: 0.025, search_context_size_high: 0.05 },
          ...{ file_search_cost_per_1k_calls: 2.5, supports_vision: true },
        },
      }),
    )
    expect(model).toBe('gpt-x')
    expect(price).toMatchObject({
      ...{ input: 150_000_000n, output: 600_000_000n, cachedInput: 75_000_000n },
      ...{ cacheWrite5m: 187_500_000n, cacheWrite1h: 300_000_000n, provider: 'openai' },
      ...{ media: { input_audio: 10_000_000_000n, output_audio: 20_000_000_000n } },
      ...{ toolCalls: { web_search: 50_000_000n, file_search: 2_500_000n } },
      ...{ tiers: { priority: { input: 300_000_000n }, flex: { output: 300_000_000n } } },
      longContext: { aboveInputTokens: 200_000, input: 300_000_000n, output: 900_000_000n, cachedInput: 75_000_000n },
      ...{ contextTokens: 128_000, maxOutputTokens: 16_384 },
    })
  })
  it('keeps digits that a float would lose', () => {
    const text = `{"m":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":0.000001234567891,"output_cost_per_token":1000.000000000000001}}`
    expect(only(text).price).toMatchObject({ input: 1_234_567_891n, output: 1_000_000_000_000_000_001n })
  })
  it('takes a provider’s models under their own names', () => {
    const fields = { litellm_provider: 'gemini', mode: 'chat', input_cost_per_token: 1e-6 }
    expect(only(litellm({ 'gemini/gemini-x': fields }))).toMatchObject({
      ...{ model: 'gemini-x', price: { provider: 'google', output: 0n } },
    })
  })
  it.each([
    [{ litellm_provider: 'bedrock' }, 'nothing is forwarded to bedrock'],
    [{ mode: 'image_generation' }, 'the gateway doesn’t serve image_generation'],
    [{ input_cost_per_image: 0.01 }, 'it is priced by input_cost_per_image, which isn’t metered'],
    [{ output_cost_per_token: -1e-6 }, 'output_cost_per_token is negative'],
    [{ output_cost_per_token: 'free' }, 'output_cost_per_token is not a number'],
    [{ output_cost_per_token: 1e5 }, 'output_cost_per_token is above what can be stored'],
    [{ input_cost_per_token: null }, 'it has no input price'],
    [{ output_cost_per_reasoning_token: 9e-6 }, 'its reasoning tokens have a price of their own'],
    [
      { input_cost_per_token_above_128k_tokens: 2e-6, input_cost_per_token_above_200k_tokens: 3e-6 },
      'it has more than one long-context step',
    ],
  ])('leaves out a model with %j, saying why', (fields, reason) => {
    expect(reasonOf(fields)).toBe(reason)
  })
  it('takes over a unit that costs nothing', () => {
    expect(only(litellm({ m: { ...chat, input_cost_per_token: 0, input_cost_per_image: 0 } })).price.input).toBe(0n)
  })
})

describe('genai-prices’ data file', () => {
  const data = (prices: unknown) =>
    JSON.stringify([{ id: 'openai', name: 'OpenAI', models: [{ id: 'm', match: { equals: 'm' }, prices }] }])
  const first = (prices: unknown) => readPriceFile('genai-prices', data(prices))

  it('prices as the bundled catalogue does', async () => {
    const bundled = (await catalogueEntries()).find(({ model }) => model === 'gpt-4o')
    if (!bundled) throw new Error('the catalogue has no gpt-4o')
    const tiers = { base: 2.5, tiers: [{ start: 200_000, price: 5 }] }
    const [entry] = first({
      input_mtok: tiers,
      output_mtok: 10,
      cache_read_mtok: 1.25,
      web_searches_kcount: 10,
    }).entries
    expect(priceTerms(entry?.price ?? bundled.price)).toMatchObject({
      ...{ input: 2_500_000_000n, output: 10_000_000_000n, cachedInput: 1_250_000_000n },
      ...{ toolCalls: { web_search: 10_000_000n }, longContext: { aboveInputTokens: 200_000, input: 5_000_000_000n } },
    })
    expect(bundled.price).toMatchObject({ input: 2_500_000_000n, output: 10_000_000_000n })
  })
  it('takes the last price that is in force', () => {
    const [entry] = first([
      { prices: { input_mtok: 1 } },
      { constraint: { start_date: '2020-01-01' }, prices: { input_mtok: 2 } },
      { constraint: { start_date: '2999-01-01' }, prices: { input_mtok: 3 } },
    ]).entries
    expect(entry?.price.input).toBe(2_000_000_000n)
  })
  it.each([
    [{ input_mtok: 1, output_hours: 3 }, 'it is priced by output_hours, which isn’t metered'],
    [{ output_mtok: 1 }, 'it has no input price'],
    [{ input_mtok: -1 }, 'input_mtok is negative'],
    [[{ constraint: { start_time: '00:30', end_time: '08:30' }, prices: {} }], 'its price depends on the time of day'],
  ])('leaves out a model with %j, saying why', (prices, reason) => {
    expect(first(prices).skipped).toEqual([{ model: 'openai:m', reason }])
  })
})

describe('a broken file', () => {
  it.each([
    ['litellm', '', 'The file is empty'],
    ['litellm', '{"a": {\n  "b": 1,,\n}}', 'line 2, column'],
    ['litellm', '{"a": 1', 'not JSON'],
    ['litellm', '[1, 2]', 'not the form of LiteLLM’s prices'],
    ['litellm', '{"a": {"price": 3}}', 'no entry names a litellm_provider'],
    ['genai-prices', '{}', 'not the form of genai-prices’ data'],
    ['genai-prices', '[{"id":"openai","models":[{"id":"m","match":{},"prices":7}]}]', 'at 0.models.0.prices'],
  ] as const)('of kind %s is refused with its place: %j', (kind, text, place) => {
    expect(() => readPriceFile(kind, text)).toThrow(place)
  })
})

describe('an imported price', () => {
  it('charges what its file says', () => {
    const { model, price } = only(
      litellm({ m: { ...chat, input_cost_per_token: 1.5e-7, output_cost_per_token: 6e-7 } }),
    )
    const usage = { cachedInput: 0, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0, media: {}, toolCalls: {} }
    const version = { ...price, id: 'price_1', model, effectiveFromMs: 0, source: 'litellm' as const }
    const cost = costOf({
      ...{
        usage: { ...usage, input: 7, output: 3 },
        price: version,
        multiplierMillionths: 1_000_000n,
        serviceTier: null,
      },
    })
    // 7 × 0.00000015 + 3 × 0.0000006 USD
    expect(cost.costNanoUsd).toBe(2_850n)
  })
})
