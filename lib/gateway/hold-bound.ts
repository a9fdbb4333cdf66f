import { type HoldRequest, holdAmount } from '../pricing'
import { settings } from '../settings'
import type { CallPlan } from './plan-call'
import type { ParsedRequest } from './protocols'
import { showsAllOutput } from './shows-all-output'

/** Below it some providers refuse the request. */
const leastOutputTokens = 16

type BoundField =
  | 'stream'
  | 'hiddenReasoning'
  | 'textBytes'
  | 'media'
  | 'maxOutputTokens'
  | 'choices'
  | 'serviceTier'
  | 'hostedTools'
  | 'maxToolCalls'
  | 'cacheWrite'
type PlanField = 'upstreamModels' | 'prices' | 'historyTokens' | 'clampedOutputTokens' | 'multiplier'

/** What a hold is reckoned from: a call's plan, or as much of one as is known. */
type HoldPlan = Pick<CallPlan, PlanField> & { request: Pick<ParsedRequest, BoundField> }

/** What a call's hold is reckoned from; its output is bounded by what the caller or the caller's money allows. */
export function holdRequest(plan: HoldPlan): HoldRequest {
  const { request } = plan
  return {
    prices: plan.prices,
    inputTokens: request.textBytes + plan.historyTokens,
    mediaItems: request.media,
    maxOutputTokens: plan.clampedOutputTokens ?? request.maxOutputTokens,
    n: request.choices,
    canGrow: showsAllOutput(plan),
    growFromTokens: settings().holdOutputTokens,
    serviceTier: request.serviceTier,
    multiplierMillionths: plan.multiplier,
    tools: request.hostedTools,
    maxToolCalls: request.maxToolCalls,
    cacheWrite: request.cacheWrite,
  }
}

/** The most output tokens (each answer) whose hold `available` covers; null when that is too few to ask a provider for. */
export function affordableOutputTokens(plan: CallPlan, available: bigint): number | null {
  const request = holdRequest(plan)
  const most = Math.max(...plan.prices.map((price) => price.maxOutputTokens ?? price.contextTokens ?? 128_000))
  let fits = 0
  let tooMany = Math.min(request.maxOutputTokens ?? most, most) + 1
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2)
    // Without growth: what is sent upstream as the limit has to be held whole.
    if (holdAmount({ ...request, maxOutputTokens: middle, canGrow: false }) <= available) fits = middle
    else tooMany = middle
  }
  return fits < leastOutputTokens ? null : fits
}
