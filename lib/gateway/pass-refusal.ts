import { AppError } from '../errors'
import type { Call } from './call'
import type { AttemptFailure } from './failover'
import { maskRefusal } from './mask-refusal'

/** Gives an upstream's refusal of the caller's own mistake back as the upstream said it; our id and code are in the headers only. */
export function passRefusal(
  call: Call,
  refusal: { status: number; contentType: string; text: string } | null,
  failure: AttemptFailure,
): void {
  call.errorCode = 'upstream_rejected'
  if (refusal === null || call.reply.begun) {
    call.reply.fail(new AppError('invalid_request', maskRefusal(failure.reason.replace(/^\d+ /, ''))))
    return
  }
  call.reply.begin(
    refusal.status,
    { 'content-type': refusal.contentType, 'x-turnpike-error': 'upstream_rejected', 'x-should-retry': 'false' },
    null,
  )
  call.reply.end(Buffer.from(maskRefusal(refusal.text)))
}
