import type { PoolConfig } from '../account-pools'
import { AppError } from '../errors'
import { eligibleAccounts } from '../scheduling'
import { recordAccountError } from '../upstream-accounts'
import type { Call } from './call'

/**
 * The 404 of a model that no account of the pool serves. Where only the price is missing, the operator is told at the
 * account that lists the model: a model without a price is never silently free. Names that callers make up tell nobody.
 */
export function modelNotFound(call: Call, pool: PoolConfig, model: string): AppError {
  const { protocol, createdAtMs, requestId } = call
  const needs = { protocol: protocol.speaks, api: protocol.api, model, hasPrice: () => true, nowMs: createdAtMs }
  for (const { account, upstreamModel } of eligibleAccounts(pool.accounts, needs)) {
    const isListed = account.models.includes(upstreamModel) || account.modelMap[model] !== undefined
    if (!isListed) continue
    const message = `The model "${upstreamModel}" has no price, so calls for it are refused.`
    recordAccountError(account.accountId, {
      failure: 'no_price',
      status: null,
      model: upstreamModel,
      message,
      requestId,
    })
  }
  return new AppError(
    'model_not_found',
    `The model "${model}" does not exist here or this key can't reach it. See GET /v1/models.`,
    { details: { param: 'model' } },
  )
}
