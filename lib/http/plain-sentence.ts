import type { z } from 'zod'

type RawIssue = z.core.$ZodRawIssue

const kinds: Readonly<Record<string, string>> = {
  string: 'must be text',
  number: 'must be a number',
  int: 'must be a whole number',
  boolean: 'must be true or false',
  array: 'must be a list',
  object: 'must be an object',
  record: 'must be an object',
}

const formats: Readonly<Record<string, string>> = {
  email: 'must be an e-mail address, such as name@example.com',
  datetime: 'must be a time with its zone, such as 2026-01-31T12:00:00Z',
}

const isNothing = (input: unknown) => input === undefined || input === null || input === ''

function typeSentence(expected: string, input: unknown): string {
  if (isNothing(input)) return 'is required'
  return kinds[expected] ?? 'has the wrong form'
}

function boundSentence(origin: string, side: 'least' | 'most', bound: number | bigint, input: unknown): string {
  if (side === 'least' && isNothing(input)) return 'is required'
  if (origin === 'string') return `must have at ${side} ${bound} characters`
  if (origin === 'array' || origin === 'set') return `must have at ${side} ${bound} entries`
  return `must be at ${side} ${bound}`
}

/**
 * Says in plain words what is wrong with a field whose schema has no sentence of its own. Undefined leaves it to zod.
 * The sentences of `messages/…/refusals.json` are found by these very words.
 */
export function plainSentence(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return typeSentence(issue.expected, issue.input)
    case 'too_small':
      return boundSentence(issue.origin, 'least', issue.minimum, issue.input)
    case 'too_big':
      return boundSentence(issue.origin, 'most', issue.maximum, issue.input)
    case 'invalid_format':
      if (isNothing(issue.input)) return 'is required'
      return formats[issue.format] ?? 'has the wrong form'
    case 'invalid_value':
      if (isNothing(issue.input)) return 'is required'
      return `must be one of ${issue.values.map(String).join(', ')}`
    default:
      return undefined
  }
}
