import { signedText } from './canonical-json'
import { recomputeReceipt } from './recompute-receipt'
import type { ReadReceipt } from './schemas'
import type { ReceiptPublicKey, ReceiptVerdict, SignatureVerdict } from './types'

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]+$/.test(base64url)) return null
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
}

async function checkSignature(receipt: ReadReceipt, keys: readonly ReceiptPublicKey[]): Promise<SignatureVerdict> {
  const { signature } = receipt
  if (!signature) return 'missing'
  const key = keys.find((each) => each.kid === signature.keyId)
  if (!key) return 'unknown_key'
  const value = bytesOf(signature.value)
  if (!value) return 'invalid'
  try {
    const { kty, crv, x } = key
    const publicKey = await crypto.subtle.importKey('jwk', { kty, crv, x }, 'Ed25519', false, ['verify'])
    const text = new TextEncoder().encode(signedText(receipt))
    return (await crypto.subtle.verify('Ed25519', publicKey, value, text)) ? 'valid' : 'invalid'
  } catch {
    // Older browsers don't know Ed25519, and pages without TLS have no cryptography at all.
    return 'unsupported'
  }
}

/**
 * Checks a receipt the way anyone can: adds it up anew from its own lines, and holds its signature against the seller's
 * published keys. Needs nothing of this installation; runs in browsers too.
 */
export async function verifyReceipt(receipt: ReadReceipt, keys: readonly ReceiptPublicKey[]): Promise<ReceiptVerdict> {
  return {
    problems: recomputeReceipt(receipt),
    signature: await checkSignature(receipt, keys),
    keyId: receipt.signature?.keyId ?? null,
  }
}
