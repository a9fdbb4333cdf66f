import { z } from 'zod'
import { countField, nanoUsdField, textField } from '../http/fields'

const maxImportLength = 20 * 1_048_576
const maxRangeDays = 400
const dayMs = 86_400_000

/** A UTC day, `2026-11-23`. */
const dayField = z.iso.date()
const amountText = z.string()

const isBounded = ({ from, to }: { from: string; to: string }) => {
  const days = (Date.parse(to) - Date.parse(from)) / dayMs
  return days >= 0 && days <= maxRangeDays
}
const rangeError = { error: `from must not be after to, and at most ${maxRangeDays} days before it`, path: ['from'] }

/** `from` and `to` are UTC days, both included. */
export const marginQuery = z
  .strictObject({
    from: dayField,
    to: dayField,
    groupBy: z.enum(['model', 'user', 'account', 'day']).default('model'),
    accountId: z.string().max(40).optional(),
  })
  .refine(isBounded, rangeError)
export type MarginQuery = z.infer<typeof marginQuery>

const sums = {
  requests: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  chargedNanoUsd: amountText,
  costNanoUsd: amountText,
  marginNanoUsd: amountText,
  /** Requests of accounts without a cost: theirs is counted as 0. */
  requestsWithoutCost: z.number().int(),
}
export const marginView = z.object({
  data: z.array(z.object({ group: z.string(), name: z.string(), ...sums })),
  total: z.object(sums),
})
export type MarginView = z.infer<typeof marginView>

export const costPriceInput = z.strictObject({
  inputNanoUsdPerMillion: nanoUsdField(),
  outputNanoUsdPerMillion: nanoUsdField(),
  cachedInputNanoUsdPerMillion: nanoUsdField().optional(),
  cacheWriteNanoUsdPerMillion: nanoUsdField().optional(),
  /** The UTC day it counts from; absent = today, and all days for a model's first price. */
  effectiveFrom: dayField.optional(),
  /** The `latestVersion` that the change was made from, 0 = there was none; another one meanwhile is a conflict. */
  version: countField(0, 2_147_483_647).optional(),
})
export type CostPriceInput = z.infer<typeof costPriceInput>

export const costPriceView = z.object({
  model: z.string(),
  inputNanoUsdPerMillion: amountText,
  outputNanoUsdPerMillion: amountText,
  cachedInputNanoUsdPerMillion: amountText.nullable(),
  cacheWriteNanoUsdPerMillion: amountText.nullable(),
  version: z.number().int(),
  latestVersion: z.number().int(),
  /** Null = all days before the next version's. */
  effectiveFrom: dayField.nullable(),
  /** A version that ends the price: the account's multiplier counts again. */
  removed: z.boolean(),
  createdBy: z.string().nullable(),
  updatedAt: z.iso.datetime(),
})
export type CostPriceView = z.infer<typeof costPriceView>

export const importUsageInput = z.strictObject({
  /** The export as the provider wrote it: JSON of its usage or cost report, or CSV with a head line. */
  text: z.string().min(1).max(maxImportLength),
  /** Names of a CSV's columns where they differ from the known ones. */
  columns: z
    .strictObject({
      day: textField(),
      model: textField(),
      requests: textField(),
      inputTokens: textField(),
      cachedInputTokens: textField(),
      outputTokens: textField(),
      costUsd: textField(),
    })
    .partial()
    .optional(),
})
export type ImportUsageInput = z.infer<typeof importUsageInput>

export const importUsageView = z.object({
  format: z.string(),
  rows: z.number().int(),
  days: z.number().int(),
  models: z.number().int(),
  firstDay: z.string(),
  lastDay: z.string(),
})
export type ImportUsageView = z.infer<typeof importUsageView>

export const driftQuery = z.strictObject({ from: dayField, to: dayField }).refine(isBounded, rangeError)
export type DriftQuery = z.infer<typeof driftQuery>

const side = z.object({
  requests: z.number().int().nullable(),
  inputTokens: z.number().int().nullable(),
  outputTokens: z.number().int().nullable(),
  costNanoUsd: amountText.nullable(),
})
export const driftView = z.object({
  data: z.array(
    z.object({
      day: z.string(),
      model: z.string(),
      /** Null where one side has nothing of that day and model. */
      ours: side.nullable(),
      provider: side.nullable(),
      /** (provider − ours) ÷ ours over input and output tokens; null when there is nothing to compare. */
      tokenDrift: z.number().nullable(),
      costDrift: z.number().nullable(),
    }),
  ),
})
export type DriftView = z.infer<typeof driftView>
