import { z } from 'zod'

const maxLines = 100
const text = z.string().max(500)
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const counts = z.record(z.string().max(100), count)

export const receiptSignature = z.object({
  algorithm: z.literal('Ed25519'),
  keyId: z.string().min(1).max(64),
  value: z.string().min(1).max(200),
})

/** A receipt as it comes from outside; fields that a later release adds stay, as they are signed too. */
export const receiptSchema = z.looseObject({
  version: z.literal(1),
  requestId: text,
  tokens: z.looseObject({
    ...{ input: count, cachedInput: count, cacheWrite5m: count, cacheWrite1h: count, output: count, reasoning: count },
    ...{ media: counts, toolCalls: counts },
  }),
  lines: z
    .array(
      z.looseObject({
        class: text,
        quantity: count,
        unitNanoUsdPerMillion: text,
        nanoUsdTimesMillion: text,
      }),
    )
    .max(maxLines),
  multiplier: text,
  costNanoUsd: text,
  chargedNanoUsd: text,
  lossNanoUsd: text,
  signature: receiptSignature.optional(),
})
/** The parts of a receipt that a check reads. */
export type ReadReceipt = z.infer<typeof receiptSchema>

const publicKey = z.object({
  kid: z.string().min(1).max(64),
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  use: z.literal('sig'),
})

/** What /.well-known/turnpike-receipts answers. */
export const receiptKeysSchema = z.object({ keys: z.array(publicKey).min(1).max(1_000) })
