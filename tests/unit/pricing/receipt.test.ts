import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { costOf, type PriceVersion, receiptOf, receiptPublicKeys, signReceipt } from '@/lib/pricing'
import { type ReceiptSubject, usageOfRecord } from '@/lib/pricing/receipt-of'
import { dropProcessState } from '@/lib/process-state'
import { type Receipt, readReceipt, recomputeReceipt, type SignedReceipt, verifyReceipt } from '@/lib/receipts'
import { setTestEnvironment } from '../../support/test-environment'

const seed = Date.now() % 2 ** 31
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
          expect(recomputeReceipt(receiptOf(record, price))).toEqual([])
        },
      ),
      { seed, numRuns: 500 },
    )
  })
  it('says what does not agree', () => {
    const receipt = receiptOf(subject(), price)
    const codesOf = (change: Partial<Receipt>) => recomputeReceipt({ ...receipt, ...change }).map(({ code }) => code)
    const [first, ...rest] = receipt.lines
    if (!first) throw new Error('the receipt has no line')
    expect(codesOf({ costNanoUsd: '1' })).toEqual(['wrong_total', 'wrong_charge'])
    expect(codesOf({ tokens: { ...receipt.tokens, output: 1 } })).toEqual(['wrong_quantity'])
    expect(codesOf({ lines: rest })).toEqual(['missing_line', 'wrong_total'])
    expect(codesOf({ lines: [first, first, ...rest] })).toEqual(['repeated_line', 'wrong_total'])
    expect(codesOf({ lines: [{ ...first, nanoUsdTimesMillion: '7' }, ...rest] })).toEqual([
      'wrong_amount',
      'wrong_total',
    ])
    expect(codesOf({ lines: [...receipt.lines, { ...first, class: 'gold' }] })).toEqual(['unknown_line', 'wrong_total'])
    expect(codesOf({ lossNanoUsd: '-5' })).toEqual(['wrong_charge'])
    expect(codesOf({ multiplier: '-1', chargedNanoUsd: '0.5' })).toEqual(['not_whole_number', 'not_whole_number'])
  })
  it('that cost nothing has nothing to add up', () => {
    const free = { ...receiptOf(subject(), price), lines: [], costNanoUsd: '0', chargedNanoUsd: '0', lossNanoUsd: '0' }
    expect(recomputeReceipt(free)).toEqual([])
  })
})

describe('the signature of a receipt', () => {
  const credentialKey = (version: number) => `v${version}:${Buffer.alloc(32, version).toString('base64')}`
  const withKeys = (...versions: number[]) => {
    setTestEnvironment({ CREDENTIAL_KEY: versions.map(credentialKey).join(',') })
    dropProcessState('pricing.receiptKeys')
  }
  beforeEach(() => withKeys(1))
  const overTheWire = (receipt: SignedReceipt) => {
    const read = readReceipt(JSON.stringify({ requestId: 'req_1', receipt }))
    if (!read.ok) throw new Error(read.reason)
    return read.receipt
  }

  it('is refused when the text around it says something else, for only the receipt is signed', () => {
    const signed = signReceipt(receiptOf(subject(), price))
    const { requestId, costNanoUsd, chargedNanoUsd } = signed
    const answer = { requestId, costNanoUsd, chargedNanoUsd, queueMs: signed.queueMs, receipt: signed }
    expect(readReceipt(JSON.stringify(answer)).ok).toBe(true)
    const told = readReceipt(JSON.stringify({ ...answer, costNanoUsd: `1${costNanoUsd}` }))
    expect(told.ok ? '' : told.reason).toContain('another costNanoUsd')
  })

  it('is valid for exactly what was signed, and breaks with any change', async () => {
    const signed = signReceipt(receiptOf(subject(), price))
    const keys = receiptPublicKeys()
    const verdict = { problems: [], signature: 'valid', keyId: keys[0]?.kid }
    expect(await verifyReceipt(overTheWire(signed), keys)).toEqual(verdict)
    for (const [name, value] of Object.entries(signed)) {
      if (typeof value !== 'string') continue
      const changed = await verifyReceipt({ ...overTheWire(signed), [name]: `${value}0` }, keys)
      expect(changed.signature, name).toBe('invalid')
    }
    const added = await verifyReceipt({ ...overTheWire(signed), more: 1 }, keys)
    expect(added.signature).toBe('invalid')
  })
  it('stays valid when the key is rotated, as long as the old version is listed', async () => {
    const signed = overTheWire(signReceipt(receiptOf(subject(), price)))
    withKeys(2, 1)
    const renewed = overTheWire(signReceipt(receiptOf(subject(), price)))
    expect(renewed.signature?.keyId).not.toBe(signed.signature?.keyId)
    expect((await verifyReceipt(signed, receiptPublicKeys())).signature).toBe('valid')
    expect((await verifyReceipt(renewed, receiptPublicKeys())).signature).toBe('valid')
    withKeys(2)
    expect((await verifyReceipt(signed, receiptPublicKeys())).signature).toBe('unknown_key')
  })
  it('of another is not ours, and a missing one is said to be missing', async () => {
    const signed = overTheWire(signReceipt(receiptOf(subject(), price)))
    const { signature, ...bare } = signed
    expect((await verifyReceipt(bare, receiptPublicKeys())).signature).toBe('missing')
    const [own] = receiptPublicKeys()
    withKeys(3)
    const stranger = receiptPublicKeys().map((key) => ({ ...key, kid: own?.kid ?? '' }))
    expect((await verifyReceipt(signed, stranger)).signature).toBe('invalid')
    expect(signature?.algorithm).toBe('Ed25519')
  })
  it.each([
    ['', 'not JSON'],
    ['{"a":', 'not JSON'],
    ['[]', 'not a receipt'],
    ['{"receipt":{"version":2}}', 'not a receipt at version'],
    [`"${'x'.repeat(300_000)}"`, 'too long'],
  ])('is not looked for in %.20s', (text, reason) => {
    const read = readReceipt(text)
    expect(read.ok ? '' : read.reason).toContain(reason)
  })
})
