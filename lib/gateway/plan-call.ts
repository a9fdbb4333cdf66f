import { type PoolConfig, poolConfig } from '../account-pools'
import type { KeyAccess } from '../api-keys'
import { AppError } from '../errors'
import type { AttemptRecord } from '../ledger'
import { isPromise, type MaybePromise } from '../maybe-promise'
import { isPricedTier, type PriceVersion } from '../pricing'
import { namesModel, type ServingAccount } from '../scheduling'
import type { AccountCandidate } from '../slots'
import type { Call } from './call'
import type { AttemptFailure } from './failover'
import { modelNotFound } from './model-not-found'
import { candidateOf, type Offer, offerOf } from './offer'
import type { ParsedRequest, Protocol } from './protocols'
import { ownerOfResponse } from './response-owner'

/** What was decided about a call before anything is taken: who may serve it, at what price. */
export type CallPlan = {
  poolId: string
  /** The newest known configuration of the pool. */
  pool: PoolConfig
  /** Who could serve it by a configuration of the pool, once looked up. */
  offer: Offer
  request: ParsedRequest
  /** Only this account may serve: it holds the response that the call builds on. */
  onlyAccountId: string | null
  /** Accounts already tried in this request. */
  readonly tried: Set<string>
  /** Why they failed. */
  readonly failures: AttemptFailure[]
  /** Those tries, as they are kept with the record. */
  readonly attempts: AttemptRecord[]
  /** performance.now() when the first attempt was allowed to start. */
  firstAttemptMs: number
  /** The models it may be sent to, and their prices; the dearest is held. */
  upstreamModels: readonly string[]
  prices: readonly PriceVersion[]
  /** The most output the caller's money allows, sent upstream in the caller's place; null = as the caller said. */
  clampedOutputTokens: number | null
  /** Tokens that a previous response brings along. */
  historyTokens: number
  /** Millionths. */
  multiplier: bigint
}

function opened(pool: PoolConfig | null): PoolConfig {
  if (pool?.open) return pool
  throw new AppError('pool_closed', 'The account pool of this API key is closed. Mint a key on another pool.')
}

/** The pool of a key, open; throws 403 pool_closed. */
export function openPool(poolId: string): MaybePromise<PoolConfig> {
  const pool = poolConfig(poolId)
  return isPromise(pool) ? pool.then(opened) : opened(pool)
}

function refuseProtocol(pool: PoolConfig, protocol: Protocol): void {
  const speaks = pool.accounts.some(
    (account) =>
      account.protocol === protocol.speaks &&
      (protocol.api === null || account.apis.length === 0 || account.apis.includes(protocol.api)),
  )
  if (speaks) return
  const usable = [...new Set(pool.accounts.map((account) => account.protocol))]
  const hint =
    usable.length > 0 ? `It can be used with ${usable.join(' and ')} clients.` : 'It has no accounts at the moment.'
  throw new AppError('not_found', `The pool of this API key has no account that speaks this protocol. ${hint}`)
}

/** Decides who may serve a call and at which price. Throws 403 and 404 with the reason; takes nothing. */
export function planCall(call: Call, access: KeyAccess, request: ParsedRequest): MaybePromise<CallPlan> {
  const pool = openPool(access.poolId)
  if (isPromise(pool)) return pool.then((found) => planOn(found, call, access, request))
  return planOn(pool, call, access, request)
}

function planOn(pool: PoolConfig, call: Call, access: KeyAccess, request: ParsedRequest): MaybePromise<CallPlan> {
  const offer = offerOf(pool, call.protocol, request.model, call.createdAtMs)
  if (offer.accounts.length === 0) refuseProtocol(pool, call.protocol)
  if (!namesModel(access.allowedModels, request.model)) {
    throw new AppError('model_not_allowed', `This API key may not use the model "${request.model}".`, {
      details: { param: 'model' },
    })
  }
  if (offer.prices.length === 0) throw modelNotFound(call, pool, request.model)
  for (const price of offer.prices) refuseUnpriced(request, price)
  const plan = newPlan(offer, access, request)
  if (request.previousResponseId === null) return plan
  return ownerOfResponse(access.userId, request.previousResponseId).then((previous) => {
    plan.onlyAccountId = previous.accountId
    plan.historyTokens = previous.tokens
    return plan
  })
}

function newPlan(offer: Offer, access: KeyAccess, request: ParsedRequest): CallPlan {
  const { pool, upstreamModels, prices } = offer
  return {
    poolId: pool.poolId,
    pool,
    offer,
    request,
    onlyAccountId: null,
    historyTokens: 0,
    tried: new Set(),
    failures: [],
    attempts: [],
    firstAttemptMs: performance.now(),
    upstreamModels,
    prices,
    clampedOutputTokens: null,
    multiplier: access.userRateMultiplier ?? pool.rateMultiplier,
  }
}

/** A hosted tool or service tier without a price is refused, never free. */
function refuseUnpriced(request: ParsedRequest, price: PriceVersion): void {
  for (const tool of request.hostedTools) {
    if (price.toolCalls[tool] === undefined) {
      throw new AppError(
        'unsupported_tool',
        `The hosted tool "${tool}" has no price here, so it can't be used with "${request.model}".`,
        { details: { param: 'tools' } },
      )
    }
  }
  if (!isPricedTier(price, request.serviceTier)) {
    throw new AppError(
      'unsupported_service_tier',
      `The service tier "${request.serviceTier}" has no price here for "${request.model}". Leave it out.`,
      { details: { param: 'service_tier' } },
    )
  }
}

/** By the newest known configuration; nothing else of what it depends on changes during a call. */
function offerNow(call: Call, plan: CallPlan): Offer {
  if (plan.offer.pool !== plan.pool)
    plan.offer = offerOf(plan.pool, call.protocol, plan.request.model, call.createdAtMs)
  return plan.offer
}

/** The accounts that may be tried now. Asks for the pool's newest configuration; what isn't known yet is seen by the next call of this. */
export function candidatesOf(call: Call, plan: CallPlan): readonly AccountCandidate[] {
  const newest = poolConfig(plan.poolId)
  if (isPromise(newest))
    newest.then(
      (pool) => {
        if (pool) plan.pool = pool
      },
      // The last known configuration stands while the database is away.
      () => undefined,
    )
  else if (newest !== null) plan.pool = newest
  const { accounts, candidates } = offerNow(call, plan)
  const { tried, onlyAccountId } = plan
  if (tried.size === 0 && onlyAccountId === null) return candidates
  return accounts
    .filter(({ account: { accountId } }) => !tried.has(accountId) && (onlyAccountId ?? accountId) === accountId)
    .map(candidateOf)
}

/** The account that won, as it is configured now; null when it was disabled or removed while the call waited. */
export function servingAccount(call: Call, plan: CallPlan, accountId: string): MaybePromise<ServingAccount | null> {
  const find = (pool: PoolConfig): ServingAccount | null => {
    plan.pool = pool
    return offerNow(call, plan).accounts.find(({ account }) => account.accountId === accountId) ?? null
  }
  const pool = openPool(plan.poolId)
  return isPromise(pool) ? pool.then(find) : find(pool)
}
