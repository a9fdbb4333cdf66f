import type { NanoUsd } from '../money'
import type { TokenUsage } from '../pricing'

const fundingScopes = [
  'wallet',
  'subscription_day',
  'subscription_week',
  'subscription_month',
  'key_cap',
  'user_budget',
] as const

/** What limits a call's money. */
export type FundingScope = (typeof fundingScopes)[number]

/** Reads a scope's name as the database says it. */
export function fundingScope(text: string | null): FundingScope {
  return fundingScopes.find((scope) => scope === text) ?? 'wallet'
}

/** Why a call can't be funded any more, read fresh with the hold: caches may be seconds old. */
export type GoneReason = 'user' | 'user_suspended' | 'user_deleted' | 'key_revoked' | 'key_disabled' | 'key_expired'

/** A request's fixed facts, kept with its hold so that a crash can still be settled. */
export type HeldRequest = {
  requestId: string
  userId: string
  keyId: string
  poolId: string
  protocol: string
  endpoint: string
  stream: boolean
  playground: boolean
  requestedModel: string
  serviceTier: string | null
  priceVersionId: string
  /** Millionths. */
  rateMultiplier: bigint
  /** Input tokens as the hold counted them: the estimate when usage never comes. */
  inputTokens: number
  createdAtMs: number
}

export type PlaceHoldInput = { request: HeldRequest; amountNanoUsd: NanoUsd; processId: string }

/** A hold that a process admitted from its lease of the wallet: the call's checkpoints and settlement name it. */
export interface AdmittedFromLease {
  /**
   * Whether killing this process leaves a trace of the call, which it does from the end of the turn that admitted it:
   * nothing may reach the caller before. Null when it is so; otherwise its row is on the way, and the database has the
   * last word on it.
   */
  confirm(): Promise<PlaceHoldResult> | null
  /** Lets its row be written, as a call's that lasts. */
  write(): void
  /** Its settlement begins: for how much it was admitted when it has no row, null when it has one or will have. */
  end(): NanoUsd | null
  /** The database has its settlement, beside a lease that kept its amount or out of it. */
  settled(leaseIsWhole: boolean): void
  /** The settlement is durable. */
  forget(): void
}

export type PlaceHoldResult =
  | {
      kind: 'held'
      fundedBy: 'wallet' | 'subscription'
      subscriptionId: string | null
      /** Admitted from a lease. */
      leased?: AdmittedFromLease
    }
  | {
      kind: 'refused'
      scope: FundingScope
      /** Unix milliseconds at which the scope resets; null for the wallet and caps without a period. */
      resetsAtMs: number | null
      availableNanoUsd: NanoUsd
    }
  /** The user or key no longer exists or may no longer call. */
  | { kind: 'gone'; reason: GoneReason }

/** Tokens seen so far of a running stream, and what the hold should be grown to (never shrinks). */
export type CheckpointInput = {
  request: HeldRequest
  processId: string
  wantedNanoUsd: NanoUsd
  usage: TokenUsage
  accountId: string | null
  upstreamModel: string | null
  /** For re-creating a hold that an asynchronous commit lost. */
  fundedBy: 'wallet' | 'subscription'
  subscriptionId: string | null
  heldNanoUsd: NanoUsd
  leased: AdmittedFromLease | null
}

export type CheckpointResult =
  | { kind: 'ok'; heldNanoUsd: NanoUsd }
  /** Tokens recorded; the money isn't there: end the stream. */
  | { kind: 'refused'; scope: FundingScope; heldNanoUsd: NanoUsd }
  /** Settled by the sweeper meanwhile: this process lost its lease. */
  | { kind: 'gone' }

export type UsageStatus = 'completed' | 'incomplete' | 'failed' | 'cancelled' | 'truncated' | 'interrupted' | 'voided'
export type UsageSource = 'provider' | 'drained' | 'estimated' | 'none'

/** One try at one account, as it is kept with the record. */
export type AttemptRecord = {
  accountId: string
  status: number | null
  failure: string | null
  headerMs: number | null
  firstTokenMs: number | null
  bytes: number
  upstreamRequestId: string | null
  /** On a call's first try: what we ourselves took before it, without waiting in a queue and for the caller's bytes. */
  ownMs?: number
}

/** How a request ended: everything the one usage record needs. */
export type SettleInput = {
  request: HeldRequest
  processId: string
  fundedBy: 'wallet' | 'subscription'
  subscriptionId: string | null
  heldNanoUsd: NanoUsd
  leased: AdmittedFromLease | null
  /** `voided` charges nothing and keeps cost 0. */
  status: UsageStatus
  errorCode: string | null
  endReason: string | null
  accountId: string | null
  upstreamModel: string | null
  /** The price of the model actually used; null when nothing was used. */
  priceVersionId: string | null
  usage: TokenUsage
  usageSource: UsageSource
  costNanoUsd: NanoUsd
  attempts: readonly AttemptRecord[]
  /** Upstream response id that became the customer's, with its account (gateway.md §1). */
  responseId: string | null
  queueMs: number
  firstTokenMs: number | null
  durationMs: number
}

export type SettleResult = {
  requestId: string
  /** False: it was settled before, and this is that first outcome. */
  first: boolean
  costNanoUsd: NanoUsd
  chargedNanoUsd: NanoUsd
  lossNanoUsd: NanoUsd
  balanceAfterNanoUsd: NanoUsd | null
}
