import { createCipheriv, randomBytes } from 'node:crypto'
import { env } from '../env'
import type { VersionedSecret } from '../env-fields'

const ivBytes = 12

/**
 * Encrypts a secret for the database with the newest key (AES-256-GCM): `v<key version>:<iv>:<tag>:<data>`.
 * Two calls never give the same text.
 */
export function encryptSecret(plain: string, keys: readonly VersionedSecret[] = env().CREDENTIAL_KEY): string {
  const newest = keys[0]
  if (!newest) throw new Error('no key to encrypt with')
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', newest.bytes, iv)
  cipher.setAAD(Buffer.from(`v${newest.version}`))
  const data = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  const parts = [iv, cipher.getAuthTag(), data].map((part) => part.toString('base64url'))
  return [`v${newest.version}`, ...parts].join(':')
}
