import { createDecipheriv } from 'node:crypto'
import { env } from '../env'
import type { VersionedSecret } from '../env-fields'

const tagBytes = 16

/** Reads what `encryptSecret` wrote, with the key of its version; throws when the key is gone or the text was changed. */
export function decryptSecret(text: string, keys: readonly VersionedSecret[] = env().CREDENTIAL_KEY): string {
  const [label = '', iv = '', tag = '', data = ''] = text.split(':')
  const key = keys.find((each) => `v${each.version}` === label)
  if (!key) throw new Error(`CREDENTIAL_KEY has no version ${label}`)
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(iv, 'base64url'), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(label))
  decipher.setAuthTag(Buffer.from(tag, 'base64url'))
  return Buffer.concat([decipher.update(Buffer.from(data, 'base64url')), decipher.final()]).toString('utf8')
}
