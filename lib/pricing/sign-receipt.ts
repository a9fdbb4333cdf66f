import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from 'node:crypto'
import type { Receipt } from './receipt-of'

/** PKCS #8 of an Ed25519 private key is these bytes and the seed. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
const seedBytes = 32
const keyIdLength = 12

export type SignedReceipt = {
  receipt: Receipt
  keyId: string /** Ed25519 over the receipt's canonical JSON, base64url. */
  signature: string
}
/** What /.well-known/turnpike-receipts publishes for one key (RFC 8037). */
export type ReceiptPublicKey = { kid: string; kty: 'OKP'; crv: 'Ed25519'; x: string; use: 'sig' }

function privateKey(secret: Buffer): KeyObject {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'turnpike receipts', seedBytes))
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' })
}

/** JSON with sorted keys and no spaces: the bytes that are signed. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${canonicalJson(each)}`).join(',')}}`
}

/** The public key that belongs to a secret's receipts. */
export function receiptPublicKey(secret: Buffer): ReceiptPublicKey {
  const { x = '' } = createPublicKey(privateKey(secret)).export({ format: 'jwk' })
  return { kid: x.slice(0, keyIdLength), kty: 'OKP', crv: 'Ed25519', x, use: 'sig' }
}

/** Signs a receipt with the key derived from `secret`. */
export function signReceipt(receipt: Receipt, secret: Buffer): SignedReceipt {
  const signature = sign(null, Buffer.from(canonicalJson(receipt)), privateKey(secret)).toString('base64url')
  return { receipt, keyId: receiptPublicKey(secret).kid, signature }
}

/** Whether a receipt is exactly what the owner of the public key signed. */
export function isSignedBy(signed: SignedReceipt, key: ReceiptPublicKey): boolean {
  const { kty, crv, x } = key
  const publicKey = createPublicKey({ key: { kty, crv, x }, format: 'jwk' })
  return verify(null, Buffer.from(canonicalJson(signed.receipt)), publicKey, Buffer.from(signed.signature, 'base64url'))
}
