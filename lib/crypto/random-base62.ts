import { randomBytes } from 'node:crypto'

export const base62Alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** `length` characters of 0-9A-Za-z, each equally likely, from the system's random source. */
export function randomBase62(length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) {
      // 248 = 4 × 62: a byte above it would make the first characters likelier.
      if (byte < 248 && text.length < length) text += base62Alphabet.charAt(byte % 62)
    }
  }
  return text
}
