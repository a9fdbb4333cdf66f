import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign } from 'node:crypto'
import { env } from '../env'
import { processState } from '../process-state'
import { type Receipt, type ReceiptPublicKey, type SignedReceipt, signedText } from '../receipts'

/** PKCS #8 of an Ed25519 private key is these bytes and the seed. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
const seedBytes = 32
const keyIdLength = 12

type ReceiptKey = { privateKey: KeyObject; publicKey: ReceiptPublicKey }

function receiptKey(secret: Buffer): ReceiptKey {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'turnpike receipts', seedBytes))
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' })
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  return { privateKey, publicKey: { kid: x.slice(0, keyIdLength), kty: 'OKP', crv: 'Ed25519', x, use: 'sig' } }
}

/** One key for each version of CREDENTIAL_KEY, the newest first: it signs, the others stay published. */
function receiptKeys(): ReceiptKey[] {
  return processState('pricing.receiptKeys', () => env().CREDENTIAL_KEY.map(({ bytes }) => receiptKey(bytes)))
}

/** The public keys that receipts of this installation can be checked with. */
export function receiptPublicKeys(): ReceiptPublicKey[] {
  return receiptKeys().map((key) => key.publicKey)
}

/** Signs a receipt with this installation's newest key: whoever holds the public key sees any change. */
export function signReceipt(receipt: Receipt): SignedReceipt {
  const [key] = receiptKeys()
  if (!key) throw new Error('the environment has no credential key')
  const value = sign(null, Buffer.from(signedText(receipt)), key.privateKey).toString('base64url')
  return { ...receipt, signature: { algorithm: 'Ed25519', keyId: key.publicKey.kid, value } }
}
