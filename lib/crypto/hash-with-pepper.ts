import { createHmac } from 'node:crypto'
import { env } from '../env'
import type { VersionedSecret } from '../env-fields'

export type PepperedHash = { hash: string; version: number }

function hashWith(pepper: VersionedSecret, text: string): PepperedHash {
  return { hash: createHmac('sha256', pepper.bytes).update(text).digest('hex'), version: pepper.version }
}

/** HMAC-SHA-256 (hex) of a random secret under the newest pepper: what is stored instead of the secret. */
export function hashWithPepper(text: string, peppers: readonly VersionedSecret[] = env().KEY_PEPPER): PepperedHash {
  const newest = peppers[0]
  if (!newest) throw new Error('no pepper to hash with')
  return hashWith(newest, text)
}

/** The hashes that a secret may be stored under, one for each pepper still in use, newest first. */
export function hashWithEveryPepper(
  text: string,
  peppers: readonly VersionedSecret[] = env().KEY_PEPPER,
): PepperedHash[] {
  return peppers.map((pepper) => hashWith(pepper, text))
}
