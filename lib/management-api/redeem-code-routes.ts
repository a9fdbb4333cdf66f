import { z } from 'zod'
import { defineRoute, pageOf, pageQuery, pathIds } from '../http'
import {
  createRedeemCodes,
  createRedeemCodesInput,
  disableRedeemCode,
  listRedeemCodes,
  redeemCodeView,
} from '../redeem-codes'

const common = { path: '/api/admin/v1/redeem-codes', tag: 'Redeem codes' }

/** /api/admin/v1/redeem-codes */
export const redeemCodes = {
  GET: defineRoute({
    ...common,
    method: 'GET',
    summary: 'List redeem codes, newest first, of one batch or of all',
    scope: 'codes:read',
    query: pageQuery.extend({ batch: z.string().max(100).optional() }),
    answer: pageOf(redeemCodeView),
    handler: async ({ query }) => await listRedeemCodes(query),
  }),
  POST: defineRoute({
    ...common,
    method: 'POST',
    summary: 'Make redeem codes of one kind',
    scope: 'codes:write',
    body: createRedeemCodesInput,
    answer: z.object({ data: z.array(redeemCodeView) }),
    status: 201,
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
