import { AppError } from '../errors'

/** Marks a text that was a number: no JSON text can hold this character bare, and none of the files does. */
const mark = '\u0001'
const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** "line 12, column 5" of a position in a text. */
function placeOf(text: string, index: number): string {
  const before = text.slice(0, index)
  const line = before.split('\n').length
  return `line ${line}, column ${index - before.lastIndexOf('\n')}`
}

function explain(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  const position = /position (\d+)/.exec(message)?.[1]
  if (position === undefined)
    return text.trim() === '' ? 'The file is empty.' : 'The file is not JSON: it ends too early.'
  const what = message.replace(/ in JSON at position.*$/, '').replace(/ at position.*$/, '')
  return `The file is not JSON: ${what} at ${placeOf(text, Number(position))}.`
}

/**
 * Reads JSON with every number as its own text, so that no digit of a price goes through a float; `decimalText` gives
 * them back. Throws invalid_request with the place of what is broken.
 */
export function readExactJson(text: string): unknown {
  try {
    JSON.parse(text)
  } catch (error) {
    throw new AppError('invalid_request', explain(text, error))
  }
  return JSON.parse(text.replace(tokens, (token) => (token.startsWith('"') ? token : `"\\u0001${token}"`)))
}

/** The digits of a number, from either way of reading it; null for anything else. */
export function decimalText(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null
  return typeof value === 'string' && value.startsWith(mark) ? value.slice(1) : null
}
