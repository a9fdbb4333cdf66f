/** JSON's punctuation and small helpers shared by the strict scanner and the quick locator. */

export const quote = 0x22
export const backslash = 0x5c
export const openBrace = 0x7b
export const closeBrace = 0x7d
export const openBracket = 0x5b
export const closeBracket = 0x5d
export const comma = 0x2c
export const colon = 0x3a

export type JsonKind = 'string' | 'number' | 'true' | 'false' | 'null' | 'object' | 'array'

/** Where a value stands: bytes [start, end). */
export type JsonSpan = { start: number; end: number; kind: JsonKind }

/** The first place at or after `from` that isn't JSON white space. */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length) {
    const byte = bytes[at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break
    at++
  }
  return at
}

/** Decodes a key or short string given its bytes without quotes; escapes are resolved, so "mod\u0065l" is "model". */
export function decodeString(bytes: Buffer, start: number, end: number): string {
  const raw = bytes.toString('utf8', start, end)
  return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw
}
