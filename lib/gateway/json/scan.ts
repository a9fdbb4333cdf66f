/**
 * A strict JSON walker over bytes. The gateway needs a few fields and their exact places (to edit one of them without
 * touching any other byte), never the whole document as objects: a 30 MiB body costs no second copy.
 * Grammar: RFC 8259. Depth is bounded; nothing recurses.
 */

import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  decodeString,
  type JsonKind,
  type JsonSpan,
  openBrace,
  openBracket,
  quote,
  skipSpace,
} from './bytes'

const maxDepth = 512

/** A container on the way to a value, and the key under which it holds what is being read (an array: its own key). */
export type JsonFrame = { readonly array: boolean; readonly key: string }

/**
 * Sees every string value below the top level: its own key (in an array, the array's), the top-level key above it, the
 * containers around it from the document on, and its bytes (quotes left out). The frames are only good during the call.
 */
export type StringVisitor = (
  key: string,
  topKey: string,
  frames: readonly JsonFrame[],
  start: number,
  end: number,
) => void

export type JsonScan =
  | { ok: true; fields: ReadonlyMap<string, JsonSpan>; repeated: ReadonlySet<string> }
  | { ok: false; at: number; reason: string }

class Malformed extends Error {
  constructor(
    readonly at: number,
    reason: string,
  ) {
    super(reason)
  }
}

function isHex(byte: number | undefined): boolean {
  if (byte === undefined) return false
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)
}

/** `from` is after the opening quote; returns the place of the closing one. */
function endOfString(bytes: Uint8Array, from: number): number {
  let at = from
  const length = bytes.length
  while (at < length) {
    const byte = bytes[at] as number
    if (byte === quote) return at
    if (byte === backslash) {
      at = afterEscape(bytes, at)
      continue
    }
    if (byte < 0x20) throw new Malformed(at, 'a control character inside a string')
    at++
  }
  throw new Malformed(length, 'a string that does not end')
}

function afterEscape(bytes: Uint8Array, at: number): number {
  const escaped = bytes[at + 1]
  if (escaped === 0x75) {
    for (let digit = at + 2; digit < at + 6; digit++) {
      if (!isHex(bytes[digit])) throw new Malformed(digit, 'a broken \\u escape')
    }
    return at + 6
  }
  // " \ / b f n r t
  const valid =
    escaped === quote ||
    escaped === backslash ||
    escaped === 0x2f ||
    escaped === 0x62 ||
    escaped === 0x66 ||
    escaped === 0x6e ||
    escaped === 0x72 ||
    escaped === 0x74
  if (!valid) throw new Malformed(at, 'an unknown escape')
  return at + 2
}

function digits(bytes: Uint8Array, from: number): number {
  let at = from
  for (let byte = bytes[at]; byte !== undefined && byte >= 0x30 && byte <= 0x39; byte = bytes[at]) at++
  if (at === from) throw new Malformed(from, 'a broken number')
  return at
}

function endOfNumber(bytes: Uint8Array, from: number): number {
  let at = from
  if (bytes[at] === 0x2d) at++
  at = bytes[at] === 0x30 ? at + 1 : digits(bytes, at)
  if (bytes[at] === 0x2e) at = digits(bytes, at + 1)
  if (bytes[at] === 0x65 || bytes[at] === 0x45) {
    at++
    if (bytes[at] === 0x2b || bytes[at] === 0x2d) at++
    at = digits(bytes, at)
  }
  return at
}

const literals: readonly { kind: JsonKind; bytes: Buffer }[] = [
  { kind: 'true', bytes: Buffer.from('true') },
  { kind: 'false', bytes: Buffer.from('false') },
  { kind: 'null', bytes: Buffer.from('null') },
]

function literalAt(bytes: Uint8Array, at: number): JsonSpan {
  for (const literal of literals) {
    const length = literal.bytes.length
    if (literal.bytes.every((byte, index) => bytes[at + index] === byte))
      return { start: at, end: at + length, kind: literal.kind }
  }
  throw new Malformed(at, 'a value was expected')
}

/** The scalar at `at`; containers are the caller's. */
function scalarAt(bytes: Uint8Array, at: number): JsonSpan {
  const byte = bytes[at]
  if (byte === undefined) throw new Malformed(at, 'the text ends too early')
  if (byte === quote) return { start: at, end: endOfString(bytes, at + 1) + 1, kind: 'string' }
  if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) return { start: at, end: endOfNumber(bytes, at), kind: 'number' }
  return literalAt(bytes, at)
}

type Frame = { array: boolean; key: string }

/** One pass over an object document: its top-level fields with their places, keys that come twice, and every nested string. */
export function scanJsonObject(bytes: Buffer, visit: StringVisitor): JsonScan {
  try {
    return scan(bytes, visit)
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, at: error.at, reason: error.message }
    throw error
  }
}

function scan(bytes: Buffer, visit: StringVisitor): JsonScan {
  const fields = new Map<string, JsonSpan>()
  const repeated = new Set<string>()
  const stack: Frame[] = []
  let at = skipSpace(bytes, 0)
  if (bytes[at] !== openBrace) {
    if (at >= bytes.length) throw new Malformed(at, 'the text is empty')
    scalarOrArrayRoot(bytes, at)
    throw new Malformed(at, 'the body must be a JSON object')
  }
  stack.push({ array: false, key: '' })
  at = skipSpace(bytes, at + 1)
  let topKey = ''
  let topStart = 0
  let first = true
  while (stack.length > 0) {
    const frame = stack[stack.length - 1] as Frame
    const closer = frame.array ? closeBracket : closeBrace
    if (bytes[at] === closer) {
      stack.pop()
      at++
      if (stack.length === 1)
        record(fields, repeated, topKey, { start: topStart, end: at, kind: frame.array ? 'array' : 'object' })
      at = skipSpace(bytes, at)
      first = false
      continue
    }
    if (!first) {
      if (bytes[at] !== comma) throw new Malformed(at, 'a comma or a closing bracket was expected')
      at = skipSpace(bytes, at + 1)
    }
    if (!frame.array) {
      if (bytes[at] !== quote) throw new Malformed(at, 'a key was expected')
      const end = endOfString(bytes, at + 1)
      frame.key = decodeString(bytes, at + 1, end)
      at = skipSpace(bytes, end + 1)
      if (bytes[at] !== colon) throw new Malformed(at, 'a colon was expected')
      at = skipSpace(bytes, at + 1)
    }
    if (stack.length === 1) {
      topKey = frame.key
      topStart = at
    }
    const byte = bytes[at]
    if (byte === openBrace || byte === openBracket) {
      if (stack.length >= maxDepth) throw new Malformed(at, `nested deeper than ${maxDepth} levels`)
      stack.push({ array: byte === openBracket, key: byte === openBracket ? frame.key : '' })
      at = skipSpace(bytes, at + 1)
      first = true
      continue
    }
    const span = scalarAt(bytes, at)
    at = span.end
    if (stack.length === 1) record(fields, repeated, topKey, span)
    else if (span.kind === 'string') visit(frame.key, topKey, stack, span.start + 1, span.end - 1)
    at = skipSpace(bytes, at)
    first = false
  }
  if (at !== bytes.length) throw new Malformed(at, 'text after the end of the document')
  return { ok: true, fields, repeated }
}

function scalarOrArrayRoot(bytes: Uint8Array, at: number): void {
  if (bytes[at] !== openBracket) scalarAt(bytes, at)
}

function record(fields: Map<string, JsonSpan>, repeated: Set<string>, key: string, span: JsonSpan): void {
  if (fields.has(key)) repeated.add(key)
  else fields.set(key, span)
}
