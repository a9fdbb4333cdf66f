import { z } from 'zod'
import { AppError } from '../errors'
import { defineRoute, deletedAnswer, pathIds } from '../http'
import {
  costPriceInput,
  costPriceView,
  driftQuery,
  driftView,
  importProviderUsage,
  importUsageInput,
  importUsageView,
  listCostPrices,
  marginQuery,
  marginView,
  putCostPrice,
  readDrift,
  readMargin,
} from '../margin'

const tag = 'Cost and margin'
const maxImportBytes = 24 * 1_048_576
const modelParams = z.strictObject({ accountId: z.string().max(64), model: z.string().min(1).max(200) })

/** /api/admin/v1/margin */
export const margin = {
  GET: defineRoute({
    method: 'GET',
    path: '/api/admin/v1/margin',
    tag,
    summary: 'What was charged, what it cost and what is left, by model, customer, account or day',
    scope: 'ledger:read',
    query: marginQuery,
    answer: marginView,
    handler: async ({ query }) => await readMargin(query),
  }),
}

/** /api/admin/v1/upstream-accounts/{accountId}/cost-prices */
export const costPrices = {
  GET: defineRoute({
    method: 'GET',
    path: '/api/admin/v1/upstream-accounts/{accountId}/cost-prices',
    tag,
    summary: 'List what an account’s provider bills by model',
    scope: 'accounts:read',
    params: pathIds('accountId'),
    answer: z.object({ data: z.array(costPriceView) }),
    handler: async ({ params }) => ({ data: await listCostPrices(params.accountId) }),
  }),
}

const costPriceCommon = {
  path: '/api/admin/v1/upstream-accounts/{accountId}/cost-prices/{model}',
  tag,
  params: modelParams,
  scope: 'accounts:write' as const,
}

/** /api/admin/v1/upstream-accounts/{accountId}/cost-prices/{model} */
export const costPrice = {
  PUT: defineRoute({
    ...costPriceCommon,
    method: 'PUT',
    summary: 'Set what an account’s provider bills for a model',
    body: costPriceInput,
    answer: costPriceView,
    handler: async ({ ctx, params, body }) => {
      const price = await putCostPrice(ctx, params.accountId, params.model, body)
      if (!price) throw new AppError('internal', 'The price was not kept.')
      return price
    },
  }),
  DELETE: defineRoute({
    ...costPriceCommon,
    method: 'DELETE',
    summary: 'Take a model’s cost price away; the account’s multiplier counts again',
    answer: deletedAnswer,
    handler: async ({ ctx, params }) => {
      await putCostPrice(ctx, params.accountId, params.model, null)
      return { id: params.model, deleted: true as const }
    },
  }),
}

/** /api/admin/v1/upstream-accounts/{accountId}/usage-imports */
export const usageImports = {
  POST: defineRoute({
    method: 'POST',
    path: '/api/admin/v1/upstream-accounts/{accountId}/usage-imports',
    tag,
    summary: 'Take in a provider’s own usage export (OpenAI, Anthropic, CSV)',
    scope: 'accounts:write',
    params: pathIds('accountId'),
    body: importUsageInput,
    maxBodyBytes: maxImportBytes,
    answer: importUsageView,
    status: 201,
    handler: async ({ ctx, params, body }) => await importProviderUsage(ctx, params.accountId, body),
  }),
}

/** /api/admin/v1/upstream-accounts/{accountId}/drift */
export const usageDrift = {
  GET: defineRoute({
    method: 'GET',
    path: '/api/admin/v1/upstream-accounts/{accountId}/drift',
    tag,
    summary: 'What the provider’s export says beside what we counted, by day and model',
    scope: 'accounts:read',
    params: pathIds('accountId'),
    query: driftQuery,
    answer: driftView,
    handler: async ({ params, query }) => await readDrift(params.accountId, query),
  }),
}
