import { z } from 'zod'
import { nanoUsdField } from '../http/fields'

const id = z.string().max(60)

/** What a customer says to buy credit: an amount in nano-USD, whole cents. */
export const topUpInput = z.strictObject({ amountNanoUsd: nanoUsdField(1n) })
export type TopUpInput = z.infer<typeof topUpInput>

export const planChoiceInput = z.strictObject({ planId: id })

export const autoTopUpInput = z.strictObject({
  enabled: z.boolean(),
  thresholdNanoUsd: nanoUsdField(1n),
  amountNanoUsd: nanoUsdField(1n),
  monthlyCapNanoUsd: nanoUsdField(1n),
})
export type AutoTopUpInput = z.infer<typeof autoTopUpInput>

/** What staff say to give a payment back; without an amount all that is left of it. */
export const refundInput = z.strictObject({
  amountNanoUsd: nanoUsdField(1n).optional(),
  reason: z.string().min(1).max(200),
})
export type RefundInput = z.infer<typeof refundInput>
