import { randomFillSync } from 'node:crypto'

/** The closed list of id prefixes. An id is `prefix_` + 26 characters that sort by creation time (ULID layout, lower case Crockford base 32). */
export const idPrefixes = {
  user: 'usr',
  session: 'ses',
  apiKey: 'key',
  account: 'acct',
  pool: 'pool',
  price: 'price',
  plan: 'plan',
  subscription: 'sub',
  transfer: 'xfer',
  request: 'req',
  event: 'evt',
  audit: 'aud',
  token: 'mtok',
  code: 'code',
  checkout: 'buy',
  announcement: 'ann',
  alertRule: 'rule',
  alertEvent: 'alert',
  alertDelivery: 'adlv',
  alertSilence: 'quiet',
  process: 'proc',
  lease: 'lease',
  mail: 'mail',
} as const

export type IdKind = keyof typeof idPrefixes

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const codes = Uint8Array.from(alphabet, (letter) => letter.charCodeAt(0))
const words = new Uint32Array(1536)
let nextWord = words.length

function randomWord(): number {
  if (nextWord >= words.length) {
    randomFillSync(words)
    nextWord = 0
  }
  return words[nextWord++] ?? 0
}

/** The letter for the five bits of `word` from `shift` on. */
function letter(word: number, shift: number): number {
  return codes[(word >>> shift) & 31] ?? 0
}

/** Sixteen random letters, made as one text: ids are made several times a call and looked up at once. */
function randomText(): string {
  const a = randomWord()
  const b = randomWord()
  const c = randomWord()
  return (
    String.fromCharCode(letter(a, 0), letter(a, 5), letter(a, 10), letter(a, 15), letter(a, 20), letter(a, 25)) +
    String.fromCharCode(letter(b, 0), letter(b, 5), letter(b, 10), letter(b, 15), letter(b, 20), letter(b, 25)) +
    String.fromCharCode(letter(c, 0), letter(c, 5), letter(c, 10), letter(c, 15))
  )
}

function encodeTime(timeMs: number): string {
  let rest = timeMs
  let text = ''
  for (let i = 0; i < 10; i++) {
    text = alphabet.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}

let lastTimeMs = -1
let lastTimeText = ''

/** A new id of `kind`: unique (80 random bits), and ids made in different milliseconds sort by time as plain bytes. */
export function createId(kind: IdKind, nowMs: number = Date.now()): string {
  if (nowMs !== lastTimeMs) {
    lastTimeMs = nowMs
    lastTimeText = encodeTime(nowMs)
  }
  return `${idPrefixes[kind]}_${lastTimeText}${randomText()}`
}

/** The smallest id of `kind` that can be made at `timeMs`: a bound for range queries and monthly partitions. */
export function idFloor(kind: IdKind, timeMs: number): string {
  return `${idPrefixes[kind]}_${encodeTime(timeMs)}${'0'.repeat(16)}`
}

/** Whether `text` has the shape of an id of `kind`. */
export function isId(kind: IdKind, text: string): boolean {
  return new RegExp(`^${idPrefixes[kind]}_[0-9a-hjkmnp-tv-z]{26}$`).test(text)
}
