import type { z } from 'zod'
import { AppError } from '../errors'

const maxFieldErrors = 50

function fieldErrorsOf(error: z.ZodError): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const issue of error.issues.slice(0, maxFieldErrors)) {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : []
    for (const key of unknown) fields[[...issue.path, key].join('.')] ??= 'is not a known field'
    if (unknown.length === 0) fields[issue.path.join('.') || 'body'] ??= issue.message
  }
  return fields
}

/** Reads outside data by its schema; throws invalid_request with a sentence for each wrong field. */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fieldErrors = fieldErrorsOf(parsed.error)
  const [first] = Object.entries(fieldErrors)
  const message = first ? `The request is not right: ${first[0]}: ${first[1]}.` : 'The request is not right.'
  throw new AppError('invalid_request', message, { details: { fieldErrors } })
}
