import { readKeyById } from './key-cache'
import { keyRefusal } from './key-refusal'
import type { KeyAccess, KeyRefusal } from './types'

/**
 * What the gateway knows of a key and why it would refuse it now, wherever a call came from; null when there is no such
 * key. Looking is no use of the key.
 */
export async function inspectKey(keyId: string): Promise<{ access: KeyAccess; refusal: KeyRefusal | null } | null> {
  const { access } = await readKeyById(keyId)
  return access && { access, refusal: keyRefusal(access, () => true) }
}
