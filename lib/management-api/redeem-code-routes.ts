import { z } from 'zod'
import { defineRoute, pageOf, pathIds } from '../http'
import {
  createRedeemCodes,
  createRedeemCodesInput,
  disableRedeemBatch,
  disableRedeemCode,
  listRedeemCodes,
  listRedeemCodesInput,
  redeemCodeView,
} from '../redeem-codes'

const common = { path: '/api/admin/v1/redeem-codes', tag: 'Redeem codes' }

/** /api/admin/v1/redeem-codes */
export const redeemCodes = {
  GET: defineRoute({
    ...common,
    method: 'GET',
    summary: 'List redeem codes, newest first, the codes masked',
    scope: 'codes:read',
    query: listRedeemCodesInput,
    answer: pageOf(redeemCodeView),
    handler: async ({ query }) => await listRedeemCodes(query),
  }),
  POST: defineRoute({
    ...common,
    method: 'POST',
    summary: 'Make redeem codes of one kind; the answer alone shows them whole',
    scope: 'codes:write',
    body: createRedeemCodesInput,
    answer: z.object({
      data: z.array(redeemCodeView.extend({ code: z.string().nullable() })),
      alreadyShown: z.boolean().optional(),
    }),
    status: 201,
    withoutSecrets: ({ data }) => ({ data: data.map((each) => ({ ...each, code: null })), alreadyShown: true }),
    handler: async ({ ctx, body }) => ({ data: await createRedeemCodes(ctx, body) }),
  }),
}

/** /api/admin/v1/redeem-codes/{codeId}/disable */
export const redeemCodeDisable = {
  POST: defineRoute({
    path: '/api/admin/v1/redeem-codes/{codeId}/disable',
    tag: 'Redeem codes',
    method: 'POST',
    summary: 'Stop a code from being redeemed again; what it gave stays',
    scope: 'codes:write',
    params: pathIds('codeId'),
    answer: redeemCodeView,
    handler: async ({ ctx, params }) => await disableRedeemCode(ctx, params.codeId),
  }),
}

/** /api/admin/v1/redeem-codes/disable-batch */
export const redeemBatchDisable = {
  POST: defineRoute({
    path: '/api/admin/v1/redeem-codes/disable-batch',
    tag: 'Redeem codes',
    method: 'POST',
    summary: 'Stop every code of a batch from being redeemed again',
    scope: 'codes:write',
    body: z.strictObject({ batch: z.string().trim().min(1).max(100) }),
    answer: z.object({ disabled: z.number().int() }),
    handler: async ({ ctx, body }) => await disableRedeemBatch(ctx, body.batch),
  }),
}
