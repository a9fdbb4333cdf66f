import { type AppError, errorRow } from '../../errors'
import type { RenderedError } from './types'

/** The error object of OpenAI bodies: `type` and `code` as OpenAI's SDKs know them, our sentence and the request id. */
export function openaiErrorObject(
  error: AppError,
  requestId: string,
  code: string | null = null,
): Record<string, unknown> {
  const row = errorRow(error.code)
  return {
    message: error.message,
    type: row.openaiType,
    code: code ?? row.openaiCode ?? error.code,
    param: error.details.param ?? null,
    ...(error.details.scope === undefined ? {} : { scope: error.details.scope }),
    ...(error.details.resetsAt === undefined ? {} : { resets_at: error.details.resetsAt }),
    request_id: requestId,
  }
}

/** The JSON answer of an error, for both OpenAI protocols. */
export function renderOpenaiError(error: AppError, requestId: string, code: string | null = null): RenderedError {
  return {
    status: error.status,
    headers: errorHeaders(error),
    body: JSON.stringify({ error: openaiErrorObject(error, requestId, code) }),
  }
}

/** Headers that every error of ours carries, whatever the protocol (gateway.md §9). */
export function errorHeaders(error: AppError): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json', 'x-turnpike-error': error.code }
  if (!errorRow(error.code).retryable) headers['x-should-retry'] = 'false'
  else if (error.retryAfterSeconds !== undefined)
    headers['retry-after'] = String(Math.min(60, Math.max(1, Math.ceil(error.retryAfterSeconds))))
  return headers
}
