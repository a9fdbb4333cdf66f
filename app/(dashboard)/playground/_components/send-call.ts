import type { ChatCall } from './chat-call'
import { readStream, type StreamPart } from './read-stream'

export type CallListener = {
  /** The answer has begun; the gateway's name for it. */
  onStart(requestId: string): void
  onText(text: string): void
}

/** How a call ended, as its reader saw it; `reason` is for people. */
export type CallEnd =
  | { kind: 'done' }
  | { kind: 'stopped' }
  | { kind: 'failed'; reason: string | null; sessionEnded?: boolean }

/** The gateway's own sentence in an error answer, whichever dialect it is in. */
async function refusalIn(response: Response): Promise<CallEnd> {
  try {
    const body: { error?: { code?: unknown; message?: unknown } } = await response.json()
    const reason = typeof body.error?.message === 'string' ? body.error.message : null
    const sessionEnded = body.error?.code === 'unauthenticated'
    return { kind: 'failed', reason, ...(sessionEnded ? { sessionEnded } : {}) }
  } catch {
    // Something between here and the gateway answered.
    return { kind: 'failed', reason: null }
  }
}

async function listen(parts: AsyncGenerator<StreamPart>, listener: CallListener): Promise<CallEnd> {
  for await (const part of parts) {
    if (part.kind === 'error') return { kind: 'failed', reason: part.message }
    listener.onText(part.text)
  }
  return { kind: 'done' }
}

/** Makes one call through the playground's door with a key that is named by its id, and tells what comes. Never throws. */
export async function sendCall(
  keyId: string,
  call: ChatCall,
  signal: AbortSignal,
  listener: CallListener,
): Promise<CallEnd> {
  try {
    const response = await fetch(`/api/playground/${encodeURIComponent(keyId)}${call.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...call.headers },
      body: JSON.stringify(call.body),
      signal,
    })
    const requestId = response.headers.get('x-request-id')
    if (!response.ok || !response.body) return await refusalIn(response)
    if (requestId !== null) listener.onStart(requestId)
    return await listen(readStream(response.body), listener)
  } catch {
    // A cut connection looks the same as an abort; only the signal tells them apart.
    return signal.aborted ? { kind: 'stopped' } : { kind: 'failed', reason: null }
  }
}
