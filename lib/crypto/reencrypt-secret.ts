import { env } from '../env'
import type { VersionedSecret } from '../env-fields'
import { decryptSecret } from './decrypt-secret'
import { encryptSecret } from './encrypt-secret'

/** The same secret under the newest key, or null when it is under that key already. */
export function reencryptSecret(text: string, keys: readonly VersionedSecret[] = env().CREDENTIAL_KEY): string | null {
  if (text.startsWith(`v${keys[0]?.version}:`)) return null
  return encryptSecret(decryptSecret(text, keys), keys)
}
