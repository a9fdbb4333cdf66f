import type { z } from 'zod'
import { isStorable } from '../clean-text'
import { AppError } from '../errors'
import { plainSentence } from './plain-sentence'

const maxFieldErrors = 50

type FieldErrors = Record<string, string>

function fieldErrorsOf(error: z.ZodError): FieldErrors {
  const fields: FieldErrors = {}
  for (const issue of error.issues.slice(0, maxFieldErrors)) {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : []
    for (const key of unknown) fields[[...issue.path, key].join('.')] ??= 'is not a known field'
    if (unknown.length === 0) fields[issue.path.join('.') || 'body'] ??= issue.message
  }
  return fields
}

/** Texts that no column can hold, by the path of their field. */
function unstorableIn(value: unknown, path: string, seen: WeakSet<object>, found: FieldErrors): FieldErrors {
  if (typeof value === 'string' && !isStorable(value)) found[path || 'body'] = 'has characters that can’t be stored'
  if (typeof value !== 'object' || value === null || seen.has(value)) return found
  seen.add(value)
  for (const [key, entry] of Object.entries(value)) {
    unstorableIn(entry, path === '' ? key : `${path}.${key}`, seen, found)
  }
  return found
}

function refuse(fieldErrors: FieldErrors): AppError {
  const [first] = Object.entries(fieldErrors)
  const message = first ? `The request is not right: ${first[0]}: ${first[1]}.` : 'The request is not right.'
  return new AppError('invalid_request', message, { details: { fieldErrors } })
}

/**
 * Reads outside data by its schema; throws invalid_request with a plain sentence for each wrong field, also for texts
 * that no column could hold.
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value, { error: plainSentence })
  if (!parsed.success) throw refuse(fieldErrorsOf(parsed.error))
  const unstorable = unstorableIn(parsed.data, '', new WeakSet(), {})
  if (Object.keys(unstorable).length > 0) throw refuse(unstorable)
  return parsed.data
}
