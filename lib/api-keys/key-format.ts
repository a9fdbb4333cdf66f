import { crc32 } from 'node:zlib'
import { base62Alphabet, randomBase62 } from '../crypto'

const label = 'tp-'
const randomLength = 37
const checksumLength = 6
const pattern = /^tp-[0-9A-Za-z]{43}$/

function checksum(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let i = 0; i < checksumLength; i++) {
    digits = base62Alphabet.charAt(rest % 62) + digits
    rest = Math.floor(rest / 62)
  }
  return digits
}

/** A new secret: `tp-`, 37 random base62 characters, and 6 of base62 CRC-32 over them. */
export function createKeySecret(): string {
  const random = randomBase62(randomLength)
  return `${label}${random}${checksum(random)}`
}

/** Whether a text has the form and the checksum of a key, so that a mistyped one is refused without a look-up. */
export function isWellFormedKey(text: string): boolean {
  if (!pattern.test(text)) return false
  const end = label.length + randomLength
  return text.slice(end) === checksum(text.slice(label.length, end))
}

/** What people recognise a key by: its first and last characters. */
export function keyMarks(secret: string): { keyPrefix: string; keyLastFour: string } {
  return { keyPrefix: secret.slice(0, label.length + 4), keyLastFour: secret.slice(-4) }
}
