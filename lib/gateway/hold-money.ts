import type { KeyAccess } from '../api-keys'
import { AppError } from '../errors'
import { type GoneReason, type HeldRequest, type PlaceHoldResult, placeHold } from '../ledger'
import { formatUsd } from '../money'
import { holdAmount } from '../pricing'
import { type Call, processId } from './call'
import { pendingSettlements } from './pending-settlements'
import type { CallPlan } from './plan-call'

/** Money set aside for a call, and from which source. */
export type HeldMoney = {
  request: HeldRequest
  amountNanoUsd: bigint
  fundedBy: 'wallet' | 'subscription'
  subscriptionId: string | null
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

/** Sets the call's bound aside before anything goes upstream. Throws 402 or 429 with the scope that refused. */
export async function holdMoney(call: Call, access: KeyAccess, plan: CallPlan): Promise<HeldMoney> {
  const { request } = plan
  const inputTokens = request.textBytes + plan.historyTokens
  const amountNanoUsd = holdAmount({
    prices: plan.prices,
    inputTokens,
    mediaItems: request.media,
    maxOutputTokens: request.maxOutputTokens,
    n: request.choices,
    // The whole bound is held: a stream is never ended for money that a smaller hold would have to grow into.
    canGrow: false,
    serviceTier: request.serviceTier,
    multiplierMillionths: plan.multiplier,
    tools: request.hostedTools,
    maxToolCalls: request.maxToolCalls,
    cacheWrite: request.cacheWrite,
  })
  const held = heldRequest(call, access, plan, inputTokens)
  const input = { request: held, amountNanoUsd, processId: processId() }
  let result = await placeHold(input)
  // A call of this customer that just ended may still hold its bound: refuse only what its settlement doesn't free.
  if (result.kind === 'refused' && (await pendingSettlements().settled(access.userId))) result = await placeHold(input)
  if (result.kind === 'held')
    return { request: held, amountNanoUsd, fundedBy: result.fundedBy, subscriptionId: result.subscriptionId }
  throw refusal(result, amountNanoUsd)
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
