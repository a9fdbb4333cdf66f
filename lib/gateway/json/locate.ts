import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  type JsonKind,
  type JsonSpan,
  openBrace,
  openBracket,
  quote,
  skipSpace,
} from './bytes'

/** Skips one value without checking it strictly: for bytes that a provider wrote. -1 when it doesn't end before `limit`. */
function skipValue(bytes: Buffer, from: number, limit: number): number {
  let depth = 0
  let at = from
  while (at < limit) {
    const byte = bytes[at] as number
    if (byte === quote) {
      at = closingQuote(bytes, at + 1, limit)
      if (at < 0) return -1
      if (depth === 0) return at + 1
    } else if (byte === openBrace || byte === openBracket) depth++
    else if (byte === closeBrace || byte === closeBracket) {
      if (depth === 0) return at
      depth--
      if (depth === 0) return at + 1
    } else if (depth === 0 && (byte === comma || byte === 0x20 || byte === 0x0a || byte === 0x0d)) return at
    at++
  }
  return depth === 0 ? at : -1
}

function closingQuote(bytes: Buffer, from: number, limit: number): number {
  let at = from
  while (at < limit) {
    const byte = bytes[at]
    if (byte === quote) return at
    at += byte === backslash ? 2 : 1
  }
  return -1
}

/** Whether the bytes are one object from its first brace to its last: half an answer isn't. Not a strict check. */
export function isWholeObject(bytes: Buffer): boolean {
  const start = skipSpace(bytes, 0)
  if (bytes[start] !== openBrace) return false
  const end = skipValue(bytes, start, bytes.length)
  return end > 0 && bytes[end - 1] === closeBrace && skipSpace(bytes, end) === bytes.length
}

/** Finds the value at `path` (object keys) inside bytes [start, end) that hold a JSON object; null when it isn't there. No objects are made. */
export function locate(bytes: Buffer, start: number, end: number, path: readonly string[]): JsonSpan | null {
  let from = start
  let limit = end
  for (let level = 0; level < path.length; level++) {
    const span = member(bytes, from, limit, path[level] as string)
    if (!span) return null
    if (level === path.length - 1) return span
    from = span.start
    limit = span.end
  }
  return null
}

/** The values of several keys of the object in bytes [start, end), found in one pass over it; null for those it hasn't. */
export function locateAll(bytes: Buffer, start: number, end: number, keys: readonly string[]): (JsonSpan | null)[] {
  const found = new Array<JsonSpan | null>(keys.length).fill(null)
  let at = skipSpace(bytes, start)
  if (bytes[at] !== openBrace) return found
  at = skipSpace(bytes, at + 1)
  while (at < end && bytes[at] === quote) {
    const keyEnd = closingQuote(bytes, at + 1, end)
    if (keyEnd < 0) return found
    const n = indexOfKey(bytes, at + 1, keyEnd, keys)
    at = skipSpace(bytes, keyEnd + 1)
    if (bytes[at] !== colon) return found
    at = skipSpace(bytes, at + 1)
    const valueEnd = skipValue(bytes, at, end)
    if (valueEnd < 0) return found
    if (n >= 0) found[n] ??= { start: at, end: valueEnd, kind: kindAt(bytes[at]) }
    at = skipSpace(bytes, valueEnd)
    if (bytes[at] === comma) at = skipSpace(bytes, at + 1)
  }
  return found
}

function member(bytes: Buffer, start: number, end: number, key: string): JsonSpan | null {
  let at = skipSpace(bytes, start)
  if (bytes[at] !== openBrace) return null
  at = skipSpace(bytes, at + 1)
  while (at < end && bytes[at] === quote) {
    const keyEnd = closingQuote(bytes, at + 1, end)
    if (keyEnd < 0) return null
    const matches = isKey(bytes, at + 1, keyEnd, key)
    at = skipSpace(bytes, keyEnd + 1)
    if (bytes[at] !== colon) return null
    at = skipSpace(bytes, at + 1)
    const valueEnd = skipValue(bytes, at, end)
    if (valueEnd < 0) return null
    if (matches) return { start: at, end: valueEnd, kind: kindAt(bytes[at]) }
    at = skipSpace(bytes, valueEnd)
    if (bytes[at] === comma) at = skipSpace(bytes, at + 1)
  }
  return null
}

/** Keys are compared as they stand: a string for each key of each event would be most of a meter's garbage. */
function isKey(bytes: Buffer, start: number, end: number, key: string): boolean {
  if (end - start !== key.length) return false
  for (let i = 0; i < key.length; i++) if (bytes[start + i] !== key.charCodeAt(i)) return false
  return true
}

function indexOfKey(bytes: Buffer, start: number, end: number, keys: readonly string[]): number {
  for (let n = 0; n < keys.length; n++) if (isKey(bytes, start, end, keys[n] as string)) return n
  return -1
}

function kindAt(byte: number | undefined): JsonKind {
  if (byte === quote) return 'string'
  if (byte === openBrace) return 'object'
  if (byte === openBracket) return 'array'
  if (byte === 0x74) return 'true'
  if (byte === 0x66) return 'false'
  if (byte === 0x6e) return 'null'
  return 'number'
}

/** UTF-8 bytes that a JSON string (quotes left out) has once its escapes are resolved. */
export function decodedByteLength(bytes: Buffer, start: number, end: number): number {
  let length = 0
  let at = start
  while (at < end) {
    if (bytes[at] !== backslash) {
      length++
      at++
      continue
    }
    if (bytes[at + 1] !== 0x75) {
      length++
      at += 2
      continue
    }
    const unit = Number.parseInt(bytes.toString('latin1', at + 2, at + 6), 16)
    // A surrogate pair is two escapes and four bytes: two for each half.
    length += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3
    at += 6
  }
  return length
}

/** The elements of the array at `span`, at most `most`. */
export function elements(bytes: Buffer, span: JsonSpan, most: number): JsonSpan[] {
  const found: JsonSpan[] = []
  if (bytes[span.start] !== openBracket) return found
  let at = skipSpace(bytes, span.start + 1)
  while (found.length < most && at < span.end - 1) {
    const end = skipValue(bytes, at, span.end - 1)
    if (end <= at) break
    found.push({ start: at, end, kind: kindAt(bytes[at]) })
    at = skipSpace(bytes, end)
    if (bytes[at] === comma) at = skipSpace(bytes, at + 1)
  }
  return found
}
