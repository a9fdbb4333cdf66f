import { z } from 'zod'
import { countField, nanoUsdField, pageFields, textField } from '../http/fields'

const amount = nanoUsdField()
const rates = {
  inputNanoUsdPerMillion: amount,
  outputNanoUsdPerMillion: amount,
  cachedInputNanoUsdPerMillion: amount.nullable().optional(),
  cacheWriteNanoUsdPerMillion: amount.nullable().optional(),
  cacheWrite1hNanoUsdPerMillion: amount.nullable().optional(),
}
const someRates = z.strictObject(rates).partial()
const maxNames = 50
const perName = z
  .record(textField(100), amount)
  .refine((map) => Object.keys(map).length <= maxNames, { error: `at most ${maxNames}` })

/** A model's price; an absent cache price is the input price. */
export const putModelPriceInput = z.strictObject({
  ...rates,
  requestNanoUsd: amount.optional(),
  toolCallNanoUsd: perName.optional(),
  mediaNanoUsdPerMillion: perName.optional(),
  /** Service tier → the rates that replace these. */
  tiers: z.record(textField(100), someRates).optional(),
  longContext: someRates
    .extend({ aboveInputTokens: countField(1, 1_000_000_000) })
    .nullable()
    .optional(),
  contextTokens: countField(1, 1_000_000_000).nullable().optional(),
  maxOutputTokens: countField(1, 1_000_000_000).nullable().optional(),
  provider: z.string().max(100).optional(),
  /** False ends the model: it can't be called any more. */
  callable: z.boolean().optional(),
  /** The id of the version that this was made from, null = there was none; another one in force meanwhile is a conflict. */
  basedOn: z.string().max(64).nullable().optional(),
})
export type PutModelPriceInput = z.infer<typeof putModelPriceInput>

export const listModelPricesInput = z.strictObject({
  ...pageFields,
  search: textField(200).optional(),
  provider: textField(100).optional(),
})

const rateViews = {
  inputNanoUsdPerMillion: z.string(),
  outputNanoUsdPerMillion: z.string(),
  cachedInputNanoUsdPerMillion: z.string().nullable(),
  cacheWriteNanoUsdPerMillion: z.string().nullable(),
  cacheWrite1hNanoUsdPerMillion: z.string().nullable(),
}
const someRateViews = z.object(rateViews).partial()

export const modelPriceView = z.object({
  id: z.string(),
  model: z.string(),
  effectiveFrom: z.iso.datetime(),
  callable: z.boolean(),
  ...rateViews,
  requestNanoUsd: z.string(),
  toolCallNanoUsd: z.record(z.string(), z.string()),
  mediaNanoUsdPerMillion: z.record(z.string(), z.string()),
  tiers: z.record(z.string(), someRateViews),
  longContext: someRateViews.extend({ aboveInputTokens: z.number() }).nullable(),
  contextTokens: z.number().nullable(),
  maxOutputTokens: z.number().nullable(),
  provider: z.string(),
  source: z.string(),
})
export type ModelPriceView = z.infer<typeof modelPriceView>
