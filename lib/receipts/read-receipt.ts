import { type ReadReceipt, receiptSchema } from './schemas'

/** Larger texts are no receipts. */
const maxTextLength = 200_000

export type ReadResult = { ok: true; receipt: ReadReceipt } | { ok: false; reason: string }

/** A receipt by itself, or inside what GET /v1/generations/{id} answers. */
function receiptIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('receipt' in value)) return value
  return value.receipt
}

/** The first fact that the text around a receipt tells otherwise than the receipt itself: only the receipt is signed. */
function contradictionIn(value: unknown, receipt: ReadReceipt): string | undefined {
  if (typeof value !== 'object' || value === null || !('receipt' in value)) return undefined
  const around = new Map(Object.entries(value))
  return Object.entries(receipt)
    .filter(([, inside]) => typeof inside !== 'object')
    .find(([name, inside]) => around.has(name) && around.get(name) !== inside)?.[0]
}

/** Reads a receipt from JSON; never throws: a text that isn't one comes back with the reason. */
export function readReceipt(text: string): ReadResult {
  if (text.length > maxTextLength) return { ok: false, reason: 'It is too long to be a receipt.' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { ok: false, reason: `It is not JSON: ${error instanceof Error ? error.message : 'it can’t be read'}` }
  }
  const parsed = receiptSchema.safeParse(receiptIn(value))
  if (parsed.success) {
    const name = contradictionIn(value, parsed.data)
    if (name === undefined) return { ok: true, receipt: parsed.data }
    return { ok: false, reason: `The text around the receipt says another ${name} than the receipt itself.` }
  }
  const issue = parsed.error.issues[0]
  const place = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : ''
  return { ok: false, reason: `It is not a receipt${place}: ${issue?.message ?? 'its form is another'}` }
}
