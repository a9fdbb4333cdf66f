import { AppError } from '../errors'
import type { Call } from './call'
import type { AttemptFailure } from './failover'
import { maskRefusal } from './mask-refusal'

/** Gives an upstream's refusal of the caller's own mistake back as the upstream said it; our id and code are in the headers only. */
export function passRefusal(
  call: Call,
  refusal: { status: number; text: string } | null,
  failure: AttemptFailure,
): void {
  call.errorCode = 'upstream_rejected'
  if (refusal === null || call.reply.begun) {
    call.reply.fail(new AppError('invalid_request', maskRefusal(failure.reason.replace(/^\d+ /, ''))))
    return
  }
  const headers = [
    ...['content-type', 'application/json'],
    ...['x-turnpike-error', 'upstream_rejected'],
    ...['x-should-retry', 'false'],
  ]
  call.reply.begin(refusal.status, headers)
  call.reply.end(Buffer.from(isJsonObject(refusal.text) ? maskRefusal(refusal.text) : ownWords(call, refusal.status)))
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
  } catch {
    // A page of whatever stands in front of the upstream is nothing a client of the protocol can read.
    return false
  }
}

function ownWords(call: Call, status: number): string {
  const error = new AppError('invalid_request', `The upstream refused this call with status ${status}.`)
  return call.protocol.renderError(error, call.requestId).body
}
