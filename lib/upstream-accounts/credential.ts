import { decryptSecret, encryptSecret } from '../crypto'
import { type CredentialInput, credentialInput } from './schemas'

/** A token endpoint's last answer, kept with the credential so that all processes share it. */
export type AccessToken = { accessToken: string; expiresAtMs: number }

export type StoredCredential = { credential: CredentialInput; token: AccessToken | null }

/** The encrypted form of a credential. */
export function sealCredential(credential: CredentialInput, token: AccessToken | null = null): string {
  return encryptSecret(JSON.stringify({ credential, token }))
}

function readToken(value: unknown): AccessToken | null {
  if (typeof value !== 'object' || value === null) return null
  if (!('accessToken' in value) || !('expiresAtMs' in value)) return null
  const { accessToken, expiresAtMs } = value
  return typeof accessToken === 'string' && typeof expiresAtMs === 'number' ? { accessToken, expiresAtMs } : null
}

/** Reads what `sealCredential` wrote; throws when the key is gone or the text was changed. */
export function openCredential(cipher: string): StoredCredential {
  const stored: unknown = JSON.parse(decryptSecret(cipher))
  const parts: Record<string, unknown> = { ...Object(stored) }
  return { credential: credentialInput.parse(parts['credential']), token: readToken(parts['token']) }
}
