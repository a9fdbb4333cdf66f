import type { KeyAccess } from '../api-keys'
import { AppError } from '../errors'
import {
  type AdmittedFromLease,
  type GoneReason,
  type HeldRequest,
  type PlaceHoldInput,
  type PlaceHoldResult,
  placeHold,
} from '../ledger'
import { isPromise, type MaybePromise } from '../maybe-promise'
import { formatUsd } from '../money'
import { holdAmount } from '../pricing'
import type { UpstreamAnswer } from './attempt'
import { type Call, processId } from './call'
import { affordableOutputTokens, holdRequest } from './hold-bound'
import { pendingSettlements } from './pending-settlements'
import type { CallPlan } from './plan-call'

/** Money set aside for a call, and from which source. */
export type HeldMoney = {
  request: HeldRequest
  /** Grows with the output of a stream that shows all of it. */
  amountNanoUsd: bigint
  fundedBy: 'wallet' | 'subscription'
  subscriptionId: string | null
  /** Set when the hold was admitted from a lease. */
  leased: AdmittedFromLease | null
}

function heldRequest(call: Call, access: KeyAccess, plan: CallPlan, inputTokens: number): HeldRequest {
  const { request } = plan
  return {
    requestId: call.requestId,
    userId: access.userId,
    keyId: access.keyId,
    poolId: plan.poolId,
    protocol: call.protocol.name,
    endpoint: call.path.path,
    stream: request.stream,
    playground: call.exchange.ownKey !== undefined,
    requestedModel: request.model,
    serviceTier: request.serviceTier,
    priceVersionId: plan.prices[0]?.id ?? '',
    rateMultiplier: plan.multiplier,
    inputTokens,
    createdAtMs: call.createdAtMs,
  }
}

/** A smaller answer is tried this often: each time another scope may be the one that refuses. */
const clampRounds = 3

/**
 * Sets the call's bound aside before anything goes upstream; the beginning of it where the hold can grow with the
 * output. A key with `clampToBalance` gets the longest answer that its money covers. Throws 402 or 429 with the scope
 * that refused.
 */
export function holdMoney(call: Call, access: KeyAccess, plan: CallPlan): MaybePromise<HeldMoney> {
  const amountNanoUsd = holdAmount(holdRequest(plan))
  const request = heldRequest(call, access, plan, plan.request.textBytes + plan.historyTokens)
  const input = { request, amountNanoUsd, processId: processId() }
  const placed = placeHold(input)
  if (isPromise(placed) || placed.kind !== 'held') return holdFirm(call, access, plan, { input, placed })
  return heldBy(input, placed)
}

type Holding = { input: PlaceHoldInput; placed: MaybePromise<PlaceHoldResult> }

function heldBy(input: PlaceHoldInput, placed: Extract<PlaceHoldResult, { kind: 'held' }>): HeldMoney {
  const { fundedBy, subscriptionId, leased = null } = placed
  return { request: input.request, amountNanoUsd: input.amountNanoUsd, fundedBy, subscriptionId, leased }
}

/** The same when the first answer has to be waited for, or isn't the last word. */
async function holdFirm(call: Call, access: KeyAccess, plan: CallPlan, { input, placed }: Holding): Promise<HeldMoney> {
  const asked = input.amountNanoUsd
  let result = await placed
  // A call of this customer that just ended may still hold its bound: refuse only what its settlement doesn't free.
  if (result.kind === 'refused' && (await pendingSettlements().settled(access.userId))) result = await placeHold(input)
  const clamps = access.clampToBalance && call.protocol.name !== 'openai-embeddings'
  for (let round = 0; clamps && result.kind === 'refused' && round < clampRounds; round++) {
    const tokens = affordableOutputTokens(plan, result.availableNanoUsd)
    if (tokens === null) break
    plan.clampedOutputTokens = tokens
    input.amountNanoUsd = holdAmount(holdRequest(plan))
    result = await placeHold(input)
  }
  if (result.kind !== 'held') throw refusal(result, asked)
  call.reply.clampedOutputTokens = plan.clampedOutputTokens
  return heldBy(input, result)
}

/**
 * Nothing of an answer may reach the caller before its hold is on record, in the database or on this process's disk:
 * whatever somebody saw has a record, whenever this process dies. Null when it is; throws like `holdMoney` when the
 * database refuses the hold after all.
 */
export function confirmHold(held: HeldMoney, answer: UpstreamAnswer): Promise<void> | null {
  const writing = held.leased?.confirm() ?? null
  return writing === null ? null : confirmWriting(held, answer, writing)
}

async function confirmWriting(
  held: HeldMoney,
  answer: UpstreamAnswer,
  writing: Promise<PlaceHoldResult>,
): Promise<void> {
  try {
    const result = await writing
    if (result.kind !== 'held') throw refusal(result, held.amountNanoUsd)
  } catch (error) {
    answer.source.abort('its hold could not be written')
    throw error
  }
}

function refusal(result: Exclude<PlaceHoldResult, { kind: 'held' }>, amountNanoUsd: bigint): AppError {
  if (result.kind === 'gone') return goneError(result.reason)
  const details = {
    scope: result.scope,
    ...(result.resetsAtMs === null ? {} : { resetsAt: Math.ceil(result.resetsAtMs / 1000) }),
  }
  const needs = `This call may cost up to ${formatUsd(amountNanoUsd)}; ${formatUsd(result.availableNanoUsd)} is available`
  const lower = 'Lower max output tokens'
  if (result.resetsAtMs !== null) {
    return new AppError(
      'allowance_exhausted',
      `${needs} in ${limitName(result.scope)}, which resets ${new Date(result.resetsAtMs).toISOString()}. Nothing was charged.`,
      { details },
    )
  }
  const cure = result.scope === 'wallet' ? `${lower} or add credit.` : `${lower} or raise the limit.`
  return new AppError('insufficient_funds', `${needs} in ${limitName(result.scope)}. Nothing was charged. ${cure}`, {
    details,
  })
}

/** Entitlement is checked afresh with the hold: caches may be seconds old. */
function goneError(reason: GoneReason): AppError {
  if (reason === 'user_suspended') return new AppError('user_suspended', 'This account is suspended. Contact support.')
  if (reason === 'key_expired')
    return new AppError('key_expired', 'This API key has expired. Mint or rotate one in the dashboard.')
  return new AppError('key_revoked', 'This API key was revoked. Mint a new one in the dashboard.')
}

const limitNames: Record<string, string> = {
  wallet: 'your balance',
  subscription_day: "your plan's allowance of the day",
  subscription_week: "your plan's allowance of the week",
  subscription_month: "your plan's allowance of the month",
  key_cap: "this key's spend cap",
  user_budget: 'your budget',
}

function limitName(scope: string): string {
  return limitNames[scope] ?? scope
}
