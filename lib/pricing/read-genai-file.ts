import { z } from 'zod'
import { AppError } from '../errors'
import { readExactJson } from './exact-json'
import { genaiEntries, type PriceFileEntries } from './genai-entries'

const maxProviders = 500
const maxModels = 5_000
const name = z.string().min(1).max(200)
const prices = z.record(z.string().max(100), z.unknown())
const model = z.object({
  id: name,
  match: z.unknown(),
  prices: z.union([z.array(z.object({ constraint: prices.nullish(), prices })).max(1_000), prices]),
  context_window: z.unknown().optional(),
})
const file = z.array(z.object({ id: name, models: z.array(model).max(maxModels) })).max(maxProviders)

/** The prices of @pydantic/genai-prices' own data file that are in force at `at`. Throws invalid_request with the place of what is broken. */
export function readGenaiFile(text: string, at: Date = new Date()): PriceFileEntries {
  const parsed = file.safeParse(readExactJson(text))
  if (parsed.success) return genaiEntries(parsed.data, at)
  const issue = parsed.error.issues[0]
  const place = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : ''
  throw new AppError(
    'invalid_request',
    `The file has not the form of genai-prices’ data (a list of providers with their models)${place}: ${issue?.message ?? ''}`,
  )
}
