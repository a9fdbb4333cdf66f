import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  costOf,
  isSignedBy,
  type PriceVersion,
  receiptOf,
  receiptPublicKey,
  signReceipt,
  verifyReceipt,
} from '@/lib/pricing'
import { type ReceiptSubject, usageOfRecord } from '@/lib/pricing/receipt-of'

const seed = Date.now() % 2 ** 31
const secret = Buffer.alloc(32, 1)
const price: PriceVersion = {
  ...{ id: 'price_1', model: 'm', effectiveFromMs: 0, callable: true, provider: 'openai', source: 'manual' },
  ...{
    input: 2_500_000_001n,
    output: 10_000_000_000n,
    cachedInput: 1_250_000_000n,
    cacheWrite5m: 3n,
    cacheWrite1h: null,
  },
  ...{ request: 7n, media: { input_audio: 40_000_000_000n }, mediaBounds: {}, toolCalls: { web_search: 10_000_000n } },
  ...{ tiers: { flex: { input: 1n } }, longContext: { aboveInputTokens: 1_000, output: 20_000_000_000n } },
  ...{ contextTokens: null, maxOutputTokens: null },
}

function subject(overrides: Partial<ReceiptSubject> = {}): ReceiptSubject {
  const record: ReceiptSubject = {
    ...{
      requestId: 'req_1',
      userId: 'usr_1',
      keyId: 'key_1',
      requestedModel: 'm',
      status: 'completed',
      inputTokens: 100,
    },
    ...{ cachedInputTokens: 50, cacheWrite5mTokens: 3, cacheWrite1hTokens: 4, outputTokens: 77, reasoningTokens: 7 },
    ...{ mediaTokens: { input_audio: 5 }, toolCalls: { web_search: 1 }, serviceTier: null, costNanoUsd: 0n },
    ...{
      chargedNanoUsd: 0n,
      lossNanoUsd: 0n,
      fundedBy: 'wallet',
      priceVersionId: price.id,
      rateMultiplier: 1_234_567n,
    },
    ...{ usageSource: 'provider', queueMs: 1, firstTokenMs: 2, durationMs: 3 },
    ...{ createdAt: new Date(0), settledAt: new Date(1), ...overrides },
  }
  const multiplierMillionths = record.rateMultiplier
  const usage = usageOfRecord(record)
  const { costNanoUsd } = costOf({ usage, price, multiplierMillionths, serviceTier: record.serviceTier })
  return { ...record, costNanoUsd, chargedNanoUsd: costNanoUsd }
}

describe('a receipt', () => {
  it(`comes to its cost when computed anew (seed ${seed})`, () => {
    const tokens = fc.integer({ min: 0, max: 1_000_000 })
    fc.assert(
      fc.property(
        tokens,
        tokens,
        tokens,
        fc.bigInt(0n, 10_000_000n),
        fc.constantFrom(null, 'flex'),
        (a, b, c, rateMultiplier, serviceTier) => {
          const record = subject({ inputTokens: a, cachedInputTokens: b, outputTokens: c, rateMultiplier, serviceTier })
          expect(verifyReceipt(receiptOf(record, price))).toEqual([])
        },
      ),
      { seed, numRuns: 500 },
    )
  })
  it('says which number does not agree', () => {
    const receipt = receiptOf(subject(), price)
    expect(verifyReceipt({ ...receipt, costNanoUsd: '1' })).toHaveLength(2)
    expect(verifyReceipt({ ...receipt, tokens: { ...receipt.tokens, output: 1 } })).toHaveLength(1)
  })
  it('is signed, and the signature breaks with any change', () => {
    const signed = signReceipt(receiptOf(subject(), price), secret)
    const key = receiptPublicKey(secret)
    expect(signed.keyId).toBe(key.kid)
    const overTheWire = JSON.parse(JSON.stringify(signed)) as typeof signed
    expect(isSignedBy(overTheWire, key)).toBe(true)
    expect(isSignedBy({ ...signed, receipt: { ...signed.receipt, chargedNanoUsd: '0' } }, key)).toBe(false)
    expect(isSignedBy(signed, receiptPublicKey(Buffer.alloc(32, 2)))).toBe(false)
  })
})
