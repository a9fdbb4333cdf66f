import { z } from 'zod'
import { defineRoute, deletedAnswer, pathIds } from '../http'
import { countField } from '../http/fields'
import {
  costPriceInput,
  costPriceView,
  driftQuery,
  driftView,
  importProviderUsage,
  importUsageInput,
  importUsageView,
  listCostPrices,
  listCostPriceVersions,
  marginQuery,
  marginView,
  putCostPrice,
  readDrift,
  readMargin,
  removeCostPrice,
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
}

/** /api/admin/v1/upstream-accounts/{accountId}/cost-prices/{model} */
export const costPrice = {
  GET: defineRoute({
    ...costPriceCommon,
    method: 'GET',
    summary: 'Read every version of a model’s cost price, the latest day first',
    scope: 'accounts:read',
    answer: z.object({ data: z.array(costPriceView) }),
    handler: async ({ params }) => ({ data: await listCostPriceVersions(params.accountId, params.model) }),
  }),
  PUT: defineRoute({
    ...costPriceCommon,
    method: 'PUT',
    summary: 'Set what an account’s provider bills for a model, from a day on',
    scope: 'accounts:write',
    body: costPriceInput,
    answer: costPriceView,
    handler: async ({ ctx, params, body }) => await putCostPrice(ctx, params.accountId, params.model, body),
  }),
  DELETE: defineRoute({
    ...costPriceCommon,
    method: 'DELETE',
    scope: 'accounts:write',
    summary: 'End a model’s cost price from today on; the account’s multiplier counts again',
    query: z.strictObject({ version: countField(0, 2_147_483_647).optional() }),
    answer: deletedAnswer,
    handler: async ({ ctx, params, query }) => {
      await removeCostPrice(ctx, params.accountId, params.model, query.version)
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
