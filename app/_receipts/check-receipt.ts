import { type ReceiptVerdict, readReceipt, receiptKeysSchema, verifyReceipt } from '@/lib/receipts'

const timeoutMs = 10_000

export type CheckResult =
  | { kind: 'verdict'; verdict: ReceiptVerdict }
  | { kind: 'unreadable'; reason: string }
  | { kind: 'no_keys' }

/** Checks a receipt in this browser; only the published keys are fetched, the receipt is sent nowhere. */
export async function checkReceipt(text: string): Promise<CheckResult> {
  const read = readReceipt(text)
  if (!read.ok) return { kind: 'unreadable', reason: read.reason }
  try {
    const response = await fetch('/.well-known/turnpike-receipts', { signal: AbortSignal.timeout(timeoutMs) })
    const { keys } = receiptKeysSchema.parse(await response.json())
    return { kind: 'verdict', verdict: await verifyReceipt(read.receipt, keys) }
  } catch {
    return { kind: 'no_keys' }
  }
}
