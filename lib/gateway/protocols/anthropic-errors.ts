import { type AppError, errorRow } from '../../errors'
import { errorHeaders } from './openai-errors'
import type { RenderedError } from './types'

/** The error body of the Messages API. */
export function anthropicErrorBody(error: AppError, requestId: string): Record<string, unknown> {
  return {
    type: 'error',
    error: {
      type: errorRow(error.code).anthropicType,
      message: error.message,
      code: error.code,
      ...(error.details.scope === undefined ? {} : { scope: error.details.scope }),
      ...(error.details.resetsAt === undefined ? {} : { resets_at: error.details.resetsAt }),
    },
    request_id: requestId,
  }
}

/** The JSON answer of an error; where others say 503, Anthropic's clients know 529. */
export function renderAnthropicError(error: AppError, requestId: string): RenderedError {
  return {
    status: error.status === 503 ? 529 : error.status,
    headers: errorHeaders(error),
    body: JSON.stringify(anthropicErrorBody(error, requestId)),
  }
}
