import { systemClock } from '../clock'
import type { AttemptResult, UpstreamAnswer } from './attempt'
import { classifyRefusal } from './failover'
import type { UpstreamSource } from './upstream-source'

/** Error bodies are read up to here; the rest is dropped with its connection. */
const maxErrorBytes = 64 * 1024
const errorBodyWaitMs = 5_000

/** What an answer that isn't a success makes of the attempt: its body is read as far as it is needed, and its connection is free or closed. */
export async function refusedAnswer(answer: UpstreamAnswer): Promise<AttemptResult> {
  const { status, headerMs, upstreamRequestId } = answer
  const text = await readErrorBody(answer.source)
  const failure = classifyRefusal({
    status,
    header: (name) => answer.header(name),
    body: jsonOrNull(text),
    text,
    nowMs: systemClock.now(),
  })
  return { kind: 'failure', failure, headerMs, upstreamRequestId, refusal: { status, text } }
}

async function readErrorBody(source: UpstreamSource): Promise<string> {
  const chunks: Buffer[] = []
  try {
    while (source.bytes <= maxErrorBytes) {
      const event = await source.next(errorBodyWaitMs)
      if (event === 'end') break
      if (event === 'quiet') break
      chunks.push(event)
    }
  } catch {
    // Half an error body still classifies by its status.
  }
  source.abort('error body read')
  return Buffer.concat(chunks).subarray(0, maxErrorBytes).toString('utf8')
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the status alone classifies it.
    return null
  }
}
