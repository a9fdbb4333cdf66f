import { z } from 'zod'
import { countField, nanoUsdField, periodField, textField } from '../http/fields'

const maxPerMinute = 1_000_000_000
const allowance = nanoUsdField().nullable()

const fields = {
  name: textField(),
  description: z.string().max(2_000),
  priceNanoUsd: nanoUsdField(),
  interval: periodField,
  /** Null = not limited by this window. */
  allowanceDayNanoUsd: allowance,
  allowanceWeekNanoUsd: allowance,
  allowanceMonthNanoUsd: allowance,
  concurrencyLimit: countField(0, 1_000_000).nullable(),
  fairQueueWeight: countField(1, 1_000),
  requestsPerMinute: countField(1, maxPerMinute).nullable(),
  tokensPerMinute: countField(1, maxPerMinute).nullable(),
  features: z.array(z.string().trim().min(1).max(200)).max(50),
  forSale: z.boolean(),
  sortOrder: z.number().int().min(-1_000_000).max(1_000_000),
  /** Pools that the plan opens and whose calls its allowance pays; empty = the allowance pays on every pool. */
  poolIds: z.array(z.string().max(40)).max(2_000),
}

export const createPlanInput = z
  .strictObject(fields)
  .partial()
  .extend({ name: fields.name, priceNanoUsd: fields.priceNanoUsd })
export type CreatePlanInput = z.infer<typeof createPlanInput>

export const updatePlanInput = z
  .strictObject(fields)
  .partial()
  .extend({ version: countField(1, 2_147_483_647).optional() })
export type UpdatePlanInput = z.infer<typeof updatePlanInput>

const amountText = z.string()

export const planView = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  priceNanoUsd: amountText,
  interval: periodField,
  allowanceDayNanoUsd: amountText.nullable(),
  allowanceWeekNanoUsd: amountText.nullable(),
  allowanceMonthNanoUsd: amountText.nullable(),
  concurrencyLimit: z.number().int().nullable(),
  fairQueueWeight: z.number().int(),
  requestsPerMinute: z.number().int().nullable(),
  tokensPerMinute: z.number().int().nullable(),
  features: z.array(z.string()),
  forSale: z.boolean(),
  sortOrder: z.number().int(),
  poolIds: z.array(z.string()),
  stripeProductId: z.string().nullable(),
  stripePriceId: z.string().nullable(),
  version: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type PlanView = z.infer<typeof planView>
