import type { TokenUsage } from '../pricing/types'

export type ReceiptLine = {
  class: string
  quantity: number
  unitNanoUsdPerMillion: string
  nanoUsdTimesMillion: string
}

/** A receipt in JSON: amounts as decimal strings, times in ISO 8601. */
export type Receipt = {
  version: 1
  requestId: string
  userId: string
  keyId: string
  model: string
  status: string
  tokens: TokenUsage
  serviceTier: string | null
  priceVersionId: string | null
  priceEffectiveFrom: string | null
  lines: ReceiptLine[]
  multiplier: string
  rounding: string
  costNanoUsd: string
  chargedNanoUsd: string
  lossNanoUsd: string
  fundedBy: string
  usageSource: string
  queueMs: number
  firstTokenMs: number | null
  durationMs: number
  createdAt: string
  settledAt: string
}

export type ReceiptSignature = {
  algorithm: 'Ed25519'
  /** Which of the published keys. */
  keyId: string
  /** Over the canonical JSON of the receipt without its signature, base64url. */
  value: string
}

/** A receipt with the seller's signature in it: one object, so that neither gets lost. */
export type SignedReceipt = Receipt & { signature: ReceiptSignature }

/** What /.well-known/turnpike-receipts publishes for one key (RFC 8037). */
export type ReceiptPublicKey = { kid: string; kty: 'OKP'; crv: 'Ed25519'; x: string; use: 'sig' }

export type ReceiptProblemCode =
  | 'not_whole_number'
  | 'wrong_quantity'
  | 'wrong_amount'
  | 'missing_line'
  | 'repeated_line'
  | 'unknown_line'
  | 'wrong_total'
  | 'wrong_charge'

/** One thing on a receipt that does not agree with the rest of it. */
export type ReceiptProblem = {
  code: ReceiptProblemCode
  /** The line or field it is about. */
  subject: string
  found: string
  computed: string
}

export type SignatureVerdict = 'valid' | 'invalid' | 'unknown_key' | 'missing' | 'unsupported'

/** What a check of a receipt found: right only without problems and with a valid signature. */
export type ReceiptVerdict = { problems: ReceiptProblem[]; signature: SignatureVerdict; keyId: string | null }
