import { z } from 'zod'
import { textField } from '../http/fields'
import { modelPriceView } from './model-price-schemas'

/** Of an uploaded or fetched price file. */
export const maxPriceFileBytes = 20 * 1_048_576
/** A file as a JSON text grows by its escapes. */
export const maxImportBodyBytes = 2 * maxPriceFileBytes

export const importPricesInput = z.strictObject({
  source: z.enum(['genai-prices', 'litellm']),
  /** The file itself … */
  content: z.string().max(maxPriceFileBytes).optional(),
  /** … or where it is. */
  url: textField(2_000).optional(),
  /** Without it nothing is changed: the answer is the difference and its hash. With it that very difference is applied. */
  applyHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})
export type ImportPricesInput = z.infer<typeof importPricesInput>

const terms = modelPriceView.omit({ id: true, model: true, effectiveFrom: true, source: true })

export const importPricesView = z.object({
  applied: z.boolean(),
  hash: z.string(),
  added: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  keptOwn: z.number(),
  skipped: z.array(z.object({ model: z.string(), reason: z.string() })),
  /** All that isn't unchanged. */
  changes: z.array(
    z.object({
      model: z.string(),
      kind: z.enum(['added', 'changed', 'kept_own']),
      before: modelPriceView.nullable(),
      after: terms,
    }),
  ),
})
export type ImportPricesView = z.infer<typeof importPricesView>
