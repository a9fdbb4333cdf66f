import type { TokenUsage } from '../../pricing'
import { locate } from '../json'

/** A token count as a provider wrote it: a whole number of at least 0, else 0. */
export function tokenCount(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0
}

/** The object under `key`, or an empty one. */
export function objectAt(value: unknown, key: string): Record<string, unknown> {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {}
}

/** Parses the JSON value at [start, end) when it is an object, else null. */
export function parseObject(bytes: Buffer, start: number, end: number): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8', start, end))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    // A provider's broken JSON is "no usage", never an error of the request.
    return null
  }
}

/** Reads the last `"usage": {…}` of a document's tail. */
export function usageTail(
  tail: Buffer,
  read: (raw: Record<string, unknown>) => TokenUsage,
  key = 'usage',
): TokenUsage | null {
  const at = tail.lastIndexOf(`"${key}"`)
  if (at < 0) return null
  const open = tail.indexOf(0x7b, at)
  // The tail from the key on, as an object of its own, so that the value's end is found.
  const wrapped = Buffer.concat([Buffer.from('{'), tail.subarray(at)])
  const span = open < 0 ? null : locate(wrapped, 0, wrapped.length, [key])
  const raw = span?.kind === 'object' ? parseObject(wrapped, span.start, span.end) : null
  return raw ? read(raw) : null
}
