import { z } from 'zod'
import { AppError } from '../errors'
import type { ProviderRow } from './provider-row'

const count = z.number().int().nonnegative()
const result = z.looseObject({
  model: z.string().nullish(),
  line_item: z.string().nullish(),
  num_model_requests: count.optional(),
  input_tokens: count.optional(),
  output_tokens: count.optional(),
  uncached_input_tokens: count.optional(),
  cache_read_input_tokens: count.optional(),
  cache_creation: z
    .looseObject({ ephemeral_5m_input_tokens: count.optional(), ephemeral_1h_input_tokens: count.optional() })
    .nullish(),
  /** OpenAI: dollars. Anthropic: a decimal text of cents. */
  amount: z.union([z.looseObject({ value: z.number() }), z.string().regex(/^-?\d+(\.\d+)?$/)]).optional(),
})
type Result = z.infer<typeof result>
const bucket = z.looseObject({
  start_time: z.number().optional(),
  starting_at: z.iso.datetime({ offset: true }).optional(),
  results: z.array(result),
})
const report = z.object({ data: z.array(bucket) })

const nanoPerUsd = 1e9
const nanoPerCent = 1e7

function costOf({ amount }: Result): bigint | null {
  if (amount === undefined) return null
  return BigInt(Math.round(typeof amount === 'string' ? Number(amount) * nanoPerCent : amount.value * nanoPerUsd))
}

function inputOf(each: Result): bigint | null {
  if (each.input_tokens !== undefined) return BigInt(each.input_tokens)
  if (each.uncached_input_tokens === undefined) return null
  const written = each.cache_creation
  return BigInt(
    each.uncached_input_tokens +
      (each.cache_read_input_tokens ?? 0) +
      (written?.ephemeral_5m_input_tokens ?? 0) +
      (written?.ephemeral_1h_input_tokens ?? 0),
  )
}

function rowOf(day: string, each: Result): ProviderRow {
  // A line item is a model with its kind: "gpt-5-2025-08-07, input".
  const model = each.model ?? each.line_item?.split(',')[0]?.trim() ?? ''
  return {
    day,
    model: model === '' ? '(all models)' : model,
    requests: each.num_model_requests === undefined ? null : BigInt(each.num_model_requests),
    inputTokens: inputOf(each),
    outputTokens: each.output_tokens === undefined ? null : BigInt(each.output_tokens),
    costNanoUsd: costOf(each),
  }
}

/** Reads OpenAI's and Anthropic's usage and cost reports, one page or a list of pages; throws invalid_request with the place of what isn't right. */
export function readProviderJson(text: string): ProviderRow[] {
  const parsed: unknown = parse(text)
  const pages = Array.isArray(parsed) ? parsed : [parsed]
  return pages.flatMap((page, index) => {
    const read = report.safeParse(page)
    if (!read.success) {
      const issue = read.error.issues[0]
      const place = [...(pages.length > 1 ? [index] : []), ...(issue?.path ?? [])].join('.')
      throw new AppError('invalid_request', `This is not a usage report: ${place || 'the file'}: ${issue?.message}.`)
    }
    return read.data.data.flatMap((each, at) => {
      const time = each.starting_at ?? (each.start_time === undefined ? null : each.start_time * 1_000)
      if (time === null) throw new AppError('invalid_request', `This is not a usage report: data.${at} has no start.`)
      const day = new Date(time).toISOString().slice(0, 10)
      return each.results.map((one) => rowOf(day, one))
    })
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('invalid_request', 'The file is neither JSON nor CSV with a head line.')
  }
}
