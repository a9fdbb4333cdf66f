import { describe, expect, it } from 'vitest'
import { amountOf, costOf, isPricedTier, type PriceVersion, type TokenUsage } from '@/lib/pricing'

const usd = (amount: string): bigint => {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))
}

const plain: PriceVersion = {
  ...{ id: 'price_1', model: 'm', effectiveFromMs: 0, callable: true, provider: 'openai', source: 'manual' },
  ...{ input: usd('2.5'), output: usd('10'), cachedInput: usd('1.25'), cacheWrite5m: null, cacheWrite1h: null },
  ...{ request: 0n, media: {}, mediaBounds: {}, toolCalls: {}, tiers: {}, longContext: null },
  ...{ contextTokens: null, maxOutputTokens: null },
}
const claude: PriceVersion = {
  ...plain,
  ...{ input: usd('3'), output: usd('15'), cachedInput: usd('0.3'), cacheWrite5m: usd('3.75'), cacheWrite1h: usd('6') },
}
const bare: PriceVersion = { ...plain, cachedInput: null }
const tiered: PriceVersion = {
  ...plain,
  tiers: {
    priority: { input: usd('4.25'), output: usd('17'), cachedInput: usd('2.125') },
    flex: { input: usd('1.25'), output: usd('5') },
  },
}
const long: PriceVersion = {
  ...plain,
  ...{ input: usd('1.25'), cachedInput: usd('0.125') },
  longContext: { aboveInputTokens: 200_000, input: usd('2.5'), output: usd('15'), cachedInput: usd('0.25') },
}
const longTiered: PriceVersion = {
  ...long,
  tiers: { flex: { input: usd('0.6') }, priority: { input: usd('2') }, 'priority:long_context': { input: usd('5') } },
}
const tools: PriceVersion = { ...plain, toolCalls: { web_search: 10_000_000n, file_search: 2_500_000n } }
const media: PriceVersion = {
  ...plain,
  media: { input_audio: usd('40'), output_audio: usd('80'), input_image: usd('5') },
}
const fee: PriceVersion = { ...plain, input: 0n, output: 0n, cachedInput: null, request: 5_000_000n }
const tiny: PriceVersion = { ...plain, input: 1n, output: 0n }
const free: PriceVersion = { ...plain, input: 0n, output: 0n, cachedInput: null }
const dear: PriceVersion = { ...plain, input: usd('600'), output: usd('600') }

type Case = [
  name: string,
  price: PriceVersion,
  usage: Partial<TokenUsage>,
  multiplier: bigint,
  tier: string | null,
  cost: bigint,
]

/** Each expected cost is worked out by hand: tokens × USD per million = micro-USD; × 1000 = nano-USD. */
const cases: Case[] = [
  ['nothing used', plain, {}, 1_000_000n, null, 0n],
  ['1 000 input', plain, { input: 1_000 }, 1_000_000n, null, 2_500_000n],
  ['1 input', plain, { input: 1 }, 1_000_000n, null, 2_500n],
  ['1 output', plain, { output: 1 }, 1_000_000n, null, 10_000n],
  ['1 000 input and 500 output', plain, { input: 1_000, output: 500 }, 1_000_000n, null, 7_500_000n],
  ['a million of each', plain, { input: 1_000_000, output: 1_000_000 }, 1_000_000n, null, 12_500_000_000n],
  ['reasoning is part of output', plain, { output: 500, reasoning: 400 }, 1_000_000n, null, 5_000_000n],
  ['cached at its own price', plain, { cachedInput: 1_000 }, 1_000_000n, null, 1_250_000n],
  ['cached beside uncached', plain, { input: 600, cachedInput: 400 }, 1_000_000n, null, 2_000_000n],
  ['cached without a price costs as input', bare, { cachedInput: 1_000 }, 1_000_000n, null, 2_500_000n],
  ['cache write 5 min', claude, { cacheWrite5m: 1_000 }, 1_000_000n, null, 3_750_000n],
  ['cache write 1 h', claude, { cacheWrite1h: 1_000 }, 1_000_000n, null, 6_000_000n],
  ['cache read', claude, { cachedInput: 10_000 }, 1_000_000n, null, 3_000_000n],
  [
    'every cache class at once',
    claude,
    { input: 100, cachedInput: 2_000, cacheWrite5m: 300, cacheWrite1h: 50, output: 40 },
    ...([1_000_000n, null, 300_000n + 600_000n + 1_125_000n + 300_000n + 600_000n] as const),
  ],
  ['cache write without a price costs as input', plain, { cacheWrite5m: 1_000 }, 1_000_000n, null, 2_500_000n],
  [
    '1 h write without a price costs as the 5 min one',
    { ...claude, cacheWrite1h: null },
    { cacheWrite1h: 1_000 },
    1_000_000n,
    null,
    3_750_000n,
  ],
  ['priority tier', tiered, { input: 1_000, output: 100 }, 1_000_000n, 'priority', 4_250_000n + 1_700_000n],
  ['priority cached', tiered, { cachedInput: 1_000 }, 1_000_000n, 'priority', 2_125_000n],
  ['flex tier', tiered, { input: 1_000, output: 100 }, 1_000_000n, 'flex', 1_250_000n + 500_000n],
  ['flex cached keeps the base cache price', tiered, { cachedInput: 1_000 }, 1_000_000n, 'flex', 1_250_000n],
  ['default tier is the base', tiered, { input: 1_000 }, 1_000_000n, 'default', 2_500_000n],
  ['auto tier is the base', tiered, { input: 1_000 }, 1_000_000n, 'auto', 2_500_000n],
  ['at the long-context step', long, { input: 200_000 }, 1_000_000n, null, 250_000_000n],
  ['one above the step: the whole request', long, { input: 200_001 }, 1_000_000n, null, 500_002_500n],
  [
    'cached tokens count towards the step',
    long,
    { input: 1, cachedInput: 200_000 },
    1_000_000n,
    null,
    2_500n + 50_000_000n,
  ],
  [
    'output is dearer above the step',
    long,
    { input: 200_001, output: 1_000 },
    1_000_000n,
    null,
    500_002_500n + 15_000_000n,
  ],
  [
    'output alone never crosses the step',
    long,
    { input: 1, output: 300_000 },
    1_000_000n,
    null,
    1_250n + 3_000_000_000n,
  ],
  ['a tier does not stack with the step', longTiered, { input: 300_000 }, 1_000_000n, 'flex', 180_000_000n],
  ['unless the entry prices both', longTiered, { input: 300_000 }, 1_000_000n, 'priority', 1_500_000_000n],
  ['below the step the tier alone', longTiered, { input: 1_000 }, 1_000_000n, 'priority', 2_000_000n],
  ['one web search', tools, { toolCalls: { web_search: 1 } }, 1_000_000n, null, 10_000_000n],
  [
    'tools beside tokens',
    tools,
    { input: 1_000, toolCalls: { web_search: 2, file_search: 3 } },
    1_000_000n,
    null,
    30_000_000n,
  ],
  [
    'audio in and out',
    media,
    { media: { input_audio: 100, output_audio: 50 } },
    1_000_000n,
    null,
    4_000_000n + 4_000_000n,
  ],
  ['image tokens', media, { input: 10, media: { input_image: 1_000 } }, 1_000_000n, null, 25_000n + 5_000_000n],
  [
    'a media class without a price costs as text',
    plain,
    { media: { input_video: 1_000 } },
    1_000_000n,
    null,
    2_500_000n,
  ],
  [
    'an output class without a price costs as output',
    plain,
    { media: { output_video: 1_000 } },
    1_000_000n,
    null,
    10_000_000n,
  ],
  ['fee per request', fee, { input: 1_000 }, 1_000_000n, null, 5_000_000n],
  ['fee beside tokens', { ...plain, request: 1_000n }, { input: 1 }, 1_000_000n, null, 3_500n],
  ['multiplier 0 is free', plain, { input: 1_000, output: 1_000 }, 0n, null, 0n],
  ['multiplier 1.5', plain, { input: 1_000 }, 1_500_000n, null, 3_750_000n],
  ['multiplier 0.1 of a user', plain, { input: 1_000, output: 100 }, 100_000n, null, 350_000n],
  ['smallest multiplier', plain, { input: 1_000_000 }, 1n, null, 2_500n],
  [
    'multiplier on tools and fee',
    { ...tools, request: 1_000n },
    { toolCalls: { web_search: 1 } },
    2_000_000n,
    null,
    20_002_000n,
  ],
  ['price 0 is free', free, { input: 1_000_000, output: 1_000_000 }, 1_000_000n, null, 0n],
  ['just under half rounds down', tiny, { input: 499_999 }, 1_000_000n, null, 0n],
  ['half rounds up', tiny, { input: 500_000 }, 1_000_000n, null, 1n],
  ['rounded once, not per class', { ...tiny, output: 1n }, { input: 400_000, output: 400_000 }, 1_000_000n, null, 1n],
  ['rounded after the multiplier', tiny, { input: 500_000 }, 999_999n, null, 0n],
  ['one and a half rounds up', tiny, { input: 1_500_000 }, 1_000_000n, null, 2n],
  ['beyond 2^53 stays exact', dear, { input: 900_000_000_000_001 }, 1_000_000n, null, 540_000_000_000_000_600_000n],
]

const noUsage: TokenUsage = {
  ...{ input: 0, cachedInput: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, reasoning: 0, media: {}, toolCalls: {} },
}

describe('the cost of a request', () => {
  it.each(cases)('%s', (_name, price, usage, multiplierMillionths, serviceTier, cost) => {
    const input = { usage: { ...noUsage, ...usage }, price, multiplierMillionths, serviceTier }
    const result = costOf(input)
    expect(amountOf(input)).toBe(result.costNanoUsd)
    expect(result.costNanoUsd).toBe(cost)
    const sum = result.lines.reduce((total, line) => total + line.scaled, 0n)
    expect((sum * multiplierMillionths + 500_000_000_000n) / 1_000_000_000_000n).toBe(cost)
  })

  it('has at least forty cases', () => expect(cases.length).toBeGreaterThanOrEqual(40))

  it('knows which service tiers have a price', () => {
    expect([null, 'auto', 'default', 'flex', 'priority', 'scale'].map((tier) => isPricedTier(tiered, tier))).toEqual([
      ...[true, true, true, true, true, false],
    ])
  })
})
