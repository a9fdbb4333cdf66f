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
const pool = Buffer.alloc(4096)
let poolOffset = pool.length

function randomByte(): number {
  if (poolOffset >= pool.length) {
    randomFillSync(pool)
    poolOffset = 0
  }
  return pool[poolOffset++] ?? 0
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
  let text = lastTimeText
  for (let i = 0; i < 16; i++) text += alphabet.charAt(randomByte() & 31)
  return `${idPrefixes[kind]}_${text}`
}

/** The smallest id of `kind` that can be made at `timeMs`: a bound for range queries and monthly partitions. */
export function idFloor(kind: IdKind, timeMs: number): string {
  return `${idPrefixes[kind]}_${encodeTime(timeMs)}${'0'.repeat(16)}`
}

/** Whether `text` has the shape of an id of `kind`. */
export function isId(kind: IdKind, text: string): boolean {
  return new RegExp(`^${idPrefixes[kind]}_[0-9a-hjkmnp-tv-z]{26}$`).test(text)
}
