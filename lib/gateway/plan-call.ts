import { type PoolConfig, poolConfig } from '../account-pools'
import type { KeyAccess } from '../api-keys'
import { AppError } from '../errors'
import type { AttemptRecord } from '../ledger'
import { findPrice, isPricedTier, type PriceVersion } from '../pricing'
import { eligibleAccounts, namesModel, type ServingAccount } from '../scheduling'
import type { AccountCandidate } from '../slots'
import type { Call } from './call'
import type { AttemptFailure } from './failover'
import { modelNotFound } from './model-not-found'
import type { ParsedRequest, Protocol } from './protocols'
import { ownerOfResponse } from './response-owner'

/** What was decided about a call before anything is taken: who may serve it, at what price. */
export type CallPlan = {
  poolId: string
  /** The newest known configuration of the pool. */
  pool: PoolConfig
  /** Who could serve it by a configuration of the pool, once looked up. */
  serving: { pool: PoolConfig; accounts: readonly ServingAccount[] }
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

/** The pool's accounts that could serve a model over a protocol by their configuration. */
export function servingAccounts(pool: PoolConfig, protocol: Protocol, model: string, atMs: number): ServingAccount[] {
  return eligibleAccounts(pool.accounts, {
    protocol: protocol.speaks,
    api: protocol.api,
    model,
    hasPrice: (name) => findPrice(name, atMs) !== null,
    nowMs: atMs,
  })
}

/** The pool of a key, open; throws 403 pool_closed. */
export async function openPool(poolId: string): Promise<PoolConfig> {
  const pool = await poolConfig(poolId)
  if (!pool?.open)
    throw new AppError('pool_closed', 'The account pool of this API key is closed. Mint a key on another pool.')
  return pool
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
export async function planCall(call: Call, access: KeyAccess, request: ParsedRequest): Promise<CallPlan> {
  const pool = await openPool(access.poolId)
  refuseProtocol(pool, call.protocol)
  if (!namesModel(access.allowedModels, request.model)) {
    throw new AppError('model_not_allowed', `This API key may not use the model "${request.model}".`, {
      details: { param: 'model' },
    })
  }
  const found = servingAccounts(pool, call.protocol, request.model, call.createdAtMs)
  const prices = found.flatMap(({ upstreamModel }) => findPrice(upstreamModel, call.createdAtMs) ?? [])
  if (prices.length === 0) throw modelNotFound(call, pool, request.model)
  for (const price of prices) refuseUnpriced(request, price)
  const previous =
    request.previousResponseId === null ? null : await ownerOfResponse(access.userId, request.previousResponseId)
  return {
    poolId: pool.poolId,
    pool,
    serving: { pool, accounts: found },
    request,
    onlyAccountId: previous?.accountId ?? null,
    historyTokens: previous?.tokens ?? 0,
    tried: new Set(),
    failures: [],
    attempts: [],
    firstAttemptMs: performance.now(),
    upstreamModels: found.map(({ upstreamModel }) => upstreamModel),
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
function servingNow(call: Call, plan: CallPlan): readonly ServingAccount[] {
  const { pool, serving } = plan
  if (serving.pool !== pool) {
    plan.serving = { pool, accounts: servingAccounts(pool, call.protocol, plan.request.model, call.createdAtMs) }
  }
  return plan.serving.accounts
}

/** The accounts that may be tried now. Also asks for the pool's newest configuration, which the next call of this sees. */
export function candidatesOf(call: Call, plan: CallPlan): AccountCandidate[] {
  void poolConfig(plan.poolId).then(
    (pool) => {
      if (pool) plan.pool = pool
    },
    // The last known configuration stands while the database is away.
    () => undefined,
  )
  return servingNow(call, plan)
    .filter(
      ({ account }) =>
        !plan.tried.has(account.accountId) && (plan.onlyAccountId === null || plan.onlyAccountId === account.accountId),
    )
    .map(({ account, upstreamModel }) => ({
      accountId: account.accountId,
      limit: account.concurrencyLimit,
      priority: account.priority,
      upstreamModel,
    }))
}

/** The account that won, as it is configured now; null when it was disabled or removed while the call waited. */
export async function servingAccount(call: Call, plan: CallPlan, accountId: string): Promise<ServingAccount | null> {
  plan.pool = await openPool(plan.poolId)
  return servingNow(call, plan).find(({ account }) => account.accountId === accountId) ?? null
}
