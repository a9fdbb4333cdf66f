import { z } from 'zod'
import { findPurchase, listPurchases, type Purchase, refundInput, refundPurchase } from '../billing'
import { defineRoute, pathIds } from '../http'
import { getUser } from '../users'

const purchaseView = z.object({
  id: z.string(),
  kind: z.enum(['top_up', 'subscription', 'auto_top_up']),
  status: z.enum(['open', 'pending', 'paid', 'failed', 'expired', 'refunded']),
  amountNanoUsd: z.string(),
  creditedNanoUsd: z.string(),
  refundedNanoUsd: z.string(),
  planId: z.string().nullable(),
  failure: z.string().nullable(),
  createdAt: z.iso.datetime(),
})

function purchaseJson({ createdAt, ...purchase }: Purchase): z.input<typeof purchaseView> {
  return {
    ...purchase,
    amountNanoUsd: purchase.amountNanoUsd.toString(),
    creditedNanoUsd: purchase.creditedNanoUsd.toString(),
    refundedNanoUsd: purchase.refundedNanoUsd.toString(),
    createdAt: createdAt.toISOString(),
  }
}

/** /api/admin/v1/users/{userId}/purchases */
export const userPurchases = {
  GET: defineRoute({
    path: '/api/admin/v1/users/{userId}/purchases',
    tag: 'Users',
    method: 'GET',
    summary: 'List a user’s last 20 purchases, newest first',
    scope: 'users:read',
    params: pathIds('userId'),
    answer: z.object({ data: z.array(purchaseView) }),
    handler: async ({ ctx, params }) => {
      const { id } = await getUser(ctx, params.userId)
      return { data: (await listPurchases(id)).map(purchaseJson) }
    },
  }),
}

/** /api/admin/v1/users/{userId}/purchases/{purchaseId}/refund */
export const purchaseRefund = {
  POST: defineRoute({
    path: '/api/admin/v1/users/{userId}/purchases/{purchaseId}/refund',
    tag: 'Users',
    method: 'POST',
    summary: 'Refund a paid purchase of credit through Stripe, wholly or in part',
    scope: 'credits:write',
    params: pathIds('userId', 'purchaseId'),
    body: refundInput,
    answer: purchaseView,
    handler: async ({ ctx, params, body, idempotencyKey }) => {
      const { userId, purchaseId } = params
      await refundPurchase(ctx, userId, purchaseId, body, idempotencyKey ?? undefined)
      const purchase = await findPurchase(userId, purchaseId)
      if (!purchase) throw new Error(`purchase ${purchaseId} is gone`)
      return purchaseJson(purchase)
    },
  }),
}
