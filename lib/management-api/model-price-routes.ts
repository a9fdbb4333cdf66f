import { z } from 'zod'
import { defined } from '../db/defined'
import { AppError } from '../errors'
import { defineRoute, pageOf, pathIds } from '../http'
import { listPrices, listPriceVersions } from '../pricing'
import { importPriceFile } from './import-price-file'
import { modelPriceJson } from './model-price-json'
import { listModelPricesInput, modelPriceView, putModelPriceInput } from './model-price-schemas'
import { importPricesInput, importPricesView, maxImportBodyBytes } from './price-import-schemas'
import { putModelPrice } from './put-model-price'

/** /api/admin/v1/model-prices */
export const modelPrices = {
  GET: defineRoute({
    path: '/api/admin/v1/model-prices',
    tag: 'Model prices',
    method: 'GET',
    summary: 'List the prices in force by model',
    scope: 'prices:read',
    query: listModelPricesInput,
    answer: pageOf(modelPriceView),
    handler: async ({ query }) => {
      const { data, nextCursor } = await listPrices(defined(query))
      return { data: data.map(modelPriceJson), nextCursor }
    },
  }),
}

const modelPriceCommon = {
  path: '/api/admin/v1/model-prices/{model}',
  tag: 'Model prices',
  params: pathIds('model'),
}

/** /api/admin/v1/model-prices/{model} */
export const modelPrice = {
  GET: defineRoute({
    ...modelPriceCommon,
    method: 'GET',
    summary: 'Read every version of a model’s price, newest first',
    scope: 'prices:read',
    answer: z.object({ data: z.array(modelPriceView) }),
    handler: async ({ params }) => {
      const versions = await listPriceVersions(params.model)
      if (versions.length === 0) throw new AppError('not_found', 'This model has no price.')
      return { data: versions.map(modelPriceJson) }
    },
  }),
  PUT: defineRoute({
    ...modelPriceCommon,
    method: 'PUT',
    summary: 'Put a model’s price in force from now on',
    scope: 'prices:write',
    body: putModelPriceInput,
    answer: modelPriceView,
    handler: async ({ ctx, params, body }) => await putModelPrice(ctx, params.model, body),
  }),
}

/** /api/admin/v1/model-prices/import */
export const modelPriceImport = {
  POST: defineRoute({
    path: '/api/admin/v1/model-prices/import',
    tag: 'Model prices',
    method: 'POST',
    summary: 'Compare a price file with the prices in force, or apply that difference',
    scope: 'prices:write',
    body: importPricesInput,
    maxBodyBytes: maxImportBodyBytes,
    answer: importPricesView,
    handler: async ({ ctx, body }) => await importPriceFile(ctx, body),
  }),
}
