import { model } from '../../customer/support/call-model'
import { readyFile } from '../../customer/support/customer'

export type Outcome = { status: number; requestId: string }

/** One JSON call with a key, whatever is answered. */
export async function callThrough(apiKey: string, tag = 'admin-panel'): Promise<Outcome> {
  const response = await fetch(`${readyFile().url}/v1/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, input: 'Say hello', metadata: { tag } }),
    signal: AbortSignal.timeout(20_000),
  })
  await response.arrayBuffer()
  return {
    status: response.status,
    requestId: response.headers.get('x-request-id') ?? '',
  }
}

/** Streams a long answer, so that a call is in flight while one looks. */
export function startLongCall(apiKey: string): { end: () => void } {
  const abort = new AbortController()
  fetch(`${readyFile().url}/v1/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'sim-long', input: 'Take your time', stream: true }),
    signal: abort.signal,
  })
    .then((response) => response.text())
    .catch(() => undefined)
  return { end: () => abort.abort() }
}
