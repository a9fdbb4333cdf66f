import { z } from 'zod'
import { countField, futureTimeField, nanoUsdField, pageFields } from '../http/fields'

const maxCodes = 1_000
const maxDays = 3_660

export const createRedeemCodesInput = z
  .strictObject({
    kind: z.enum(['credit', 'plan_days']),
    count: countField(1, maxCodes).default(1),
    amountNanoUsd: nanoUsdField(1n).optional(),
    /** The credit ends so many days after it was redeemed; absent = never. */
    creditDays: countField(1, maxDays).optional(),
    planId: z.string().max(40).optional(),
    planDays: countField(1, maxDays).optional(),
    maxRedemptions: countField(1, 1_000_000).default(1),
    batch: z.string().trim().max(100).default(''),
    expiresAt: futureTimeField.optional(),
  })
  .refine((input) => (input.kind === 'credit' ? input.amountNanoUsd : input.planId && input.planDays), {
    error: 'credit codes need amountNanoUsd, plan codes planId and planDays',
  })
export type CreateRedeemCodesInput = z.infer<typeof createRedeemCodesInput>

const redeemCodeStates = ['open', 'used', 'expired', 'disabled'] as const

export const listRedeemCodesInput = z.strictObject({
  ...pageFields,
  batch: z.string().max(100).optional(),
  state: z.enum(redeemCodeStates).optional(),
  /** A whole code, its mask (`ABCD-****-****-WXYZ`), its id, or part of its batch's name. */
  search: z.string().trim().max(100).optional(),
})
export type ListRedeemCodesInput = z.infer<typeof listRedeemCodesInput>

export const redeemCodeView = z.object({
  id: z.string(),
  /** Whole in the answer that made it, masked ever after. */
  code: z.string(),
  kind: z.enum(['credit', 'plan_days']),
  amountNanoUsd: z.string().nullable(),
  creditDays: z.number().int().nullable(),
  planId: z.string().nullable(),
  planDays: z.number().int().nullable(),
  maxRedemptions: z.number().int(),
  redeemed: z.number().int(),
  batch: z.string(),
  expiresAt: z.iso.datetime().nullable(),
  disabledAt: z.iso.datetime().nullable(),
  state: z.enum(redeemCodeStates),
  createdAt: z.iso.datetime(),
})
export type RedeemCodeView = z.infer<typeof redeemCodeView>
