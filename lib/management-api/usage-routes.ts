import { z } from 'zod'
import { defined } from '../db/defined'
import { defineRoute, pageOf } from '../http'
import { pageFields, timeField } from '../http/fields'
import { listUsageRecords, usageRecordJson } from '../usage'

const id = z.string().max(64).optional()
const count = z.number()
const statuses = ['completed', 'incomplete', 'failed', 'cancelled', 'truncated', 'interrupted', 'voided'] as const

const listUsageInput = z.strictObject({
  ...pageFields,
  userId: id,
  keyId: id,
  poolId: id,
  accountId: id,
  model: z.string().max(200).optional(),
  status: z.enum(statuses).optional(),
  from: timeField.optional(),
  to: timeField.optional(),
})

const attemptView = z.object({
  accountId: z.string(),
  status: z.number().nullable(),
  failure: z.string().nullable(),
  headerMs: z.number().nullable(),
  firstTokenMs: z.number().nullable(),
  bytes: count,
  upstreamRequestId: z.string().nullable(),
})

const usageRecordView = z.object({
  requestId: z.string(),
  userId: z.string(),
  keyId: z.string(),
  poolId: z.string(),
  accountId: z.string().nullable(),
  protocol: z.string(),
  endpoint: z.string(),
  stream: z.boolean(),
  playground: z.boolean(),
  requestedModel: z.string(),
  upstreamModel: z.string().nullable(),
  status: z.enum(statuses),
  errorCode: z.string().nullable(),
  endReason: z.string().nullable(),
  inputTokens: count,
  cachedInputTokens: count,
  cacheWrite5mTokens: count,
  cacheWrite1hTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  mediaTokens: z.record(z.string(), count).readonly(),
  toolCalls: z.record(z.string(), count).readonly(),
  serviceTier: z.string().nullable(),
  costNanoUsd: z.string(),
  chargedNanoUsd: z.string(),
  lossNanoUsd: z.string(),
  holdNanoUsd: z.string(),
  balanceAfterNanoUsd: z.string().nullable(),
  fundedBy: z.string(),
  subscriptionId: z.string().nullable(),
  priceVersionId: z.string().nullable(),
  rateMultiplier: z.string(),
  usageSource: z.string(),
  attempts: z.array(attemptView).readonly(),
  queueMs: count,
  firstTokenMs: z.number().nullable(),
  durationMs: count,
  createdAt: z.iso.datetime(),
  settledAt: z.iso.datetime(),
})

/** /api/admin/v1/usage */
export const usage = {
  GET: defineRoute({
    path: '/api/admin/v1/usage',
    tag: 'Usage',
    method: 'GET',
    summary: 'List usage records, one per admitted request, newest first',
    scope: 'usage:read',
    query: listUsageInput,
    answer: pageOf(usageRecordView),
    handler: async ({ query }) => {
      const { data, nextCursor } = await listUsageRecords(defined(query))
      return { data: data.map(usageRecordJson), nextCursor }
    },
  }),
}
