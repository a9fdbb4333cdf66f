import type { ActionResult } from '@/components/forms/action-result'
import type { ImportPricesView } from '@/lib/management-api'

export type PriceFile = { source: string; content?: string; url?: string; applyHash?: string }

const timeoutMs = 120_000

function isResult(value: unknown): value is ActionResult<ImportPricesView> {
  return typeof value === 'object' && value !== null && 'ok' in value
}

/** Compares a price file, or applies the difference of `applyHash`; a refusal comes back as its sentence. */
export async function sendImport(file: PriceFile): Promise<ActionResult<ImportPricesView>> {
  const response = await fetch('/api/panel/import-prices', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(file),
    signal: AbortSignal.timeout(timeoutMs),
  })
  const body: unknown = await response.json()
  if (isResult(body)) return body
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : null
  const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : ''
  return { ok: false, error: { code: 'failed', message } }
}
