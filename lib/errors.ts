/**
 * The one table of error codes: HTTP status, wire type per protocol, log level.
 * Types follow what OpenAI's and Anthropic's own APIs answer, so that their SDKs raise the right class; see docs/errors.md.
 */
type ErrorRow = {
  status: number
  /** `error.type` in OpenAI bodies. */
  openaiType: string
  /** `error.code` in OpenAI bodies where it differs from our own code. */
  openaiCode?: string
  /** `error.type` in Anthropic bodies. */
  anthropicType: string
  /** `error.status` in Gemini bodies (google.rpc.Code). */
  geminiStatus: string
  /** Expected refusals are `info`; what an operator should look at is `warn`; our own faults are `error`. */
  logLevel: 'info' | 'warn' | 'error'
  /** False when waiting up to a minute can't cure it: SDKs are told not to retry. */
  retryable: boolean
}

const badRequest = {
  status: 400,
  openaiType: 'invalid_request_error',
  anthropicType: 'invalid_request_error',
  geminiStatus: 'INVALID_ARGUMENT',
  logLevel: 'info',
  retryable: false,
} as const satisfies ErrorRow
const unauthenticated = {
  status: 401,
  openaiType: 'authentication_error',
  openaiCode: 'invalid_api_key',
  anthropicType: 'authentication_error',
  geminiStatus: 'UNAUTHENTICATED',
  logLevel: 'info',
  retryable: false,
} as const satisfies ErrorRow
const forbidden = {
  status: 403,
  openaiType: 'permission_error',
  anthropicType: 'permission_error',
  geminiStatus: 'PERMISSION_DENIED',
  logLevel: 'info',
  retryable: false,
} as const satisfies ErrorRow
const notFound = {
  status: 404,
  openaiType: 'invalid_request_error',
  anthropicType: 'not_found_error',
  geminiStatus: 'NOT_FOUND',
  logLevel: 'info',
  retryable: false,
} as const satisfies ErrorRow
const tooMany = {
  status: 429,
  openaiType: 'rate_limit_error',
  anthropicType: 'rate_limit_error',
  geminiStatus: 'RESOURCE_EXHAUSTED',
  logLevel: 'info',
  retryable: true,
} as const satisfies ErrorRow
const upstream = {
  openaiType: 'upstream_error',
  anthropicType: 'api_error',
  geminiStatus: 'UNAVAILABLE',
  logLevel: 'warn',
  retryable: true,
} as const
const unavailable = {
  status: 503,
  openaiType: 'api_error',
  anthropicType: 'overloaded_error',
  geminiStatus: 'UNAVAILABLE',
  logLevel: 'warn',
  retryable: true,
} as const satisfies ErrorRow

export const errorTable = {
  invalid_request: badRequest,
  unsupported_parameter: badRequest,
  unsupported_reference: badRequest,
  unsupported_tool: badRequest,
  unsupported_service_tier: badRequest,
  api_key_in_query: badRequest,
  key_missing: unauthenticated,
  key_malformed: unauthenticated,
  key_unknown: unauthenticated,
  key_revoked: unauthenticated,
  key_expired: unauthenticated,
  unauthenticated,
  insufficient_funds: {
    status: 402,
    openaiType: 'billing_error',
    openaiCode: 'insufficient_quota',
    anthropicType: 'billing_error',
    geminiStatus: 'RESOURCE_EXHAUSTED',
    logLevel: 'info',
    retryable: false,
  },
  user_suspended: forbidden,
  pool_closed: forbidden,
  model_not_allowed: forbidden,
  address_not_allowed: forbidden,
  permission_denied: forbidden,
  not_found: notFound,
  model_not_found: notFound,
  method_not_allowed: {
    ...notFound,
    status: 405,
    geminiStatus: 'INVALID_ARGUMENT',
    anthropicType: 'invalid_request_error',
  },
  conflict: { ...badRequest, status: 409, geminiStatus: 'ABORTED' },
  request_too_large: { ...badRequest, status: 413, anthropicType: 'request_too_large' },
  unsupported_media_type: { ...badRequest, status: 415 },
  rate_limited: tooMany,
  concurrency_limited: tooMany,
  allowance_exhausted: { ...tooMany, retryable: false },
  upstream_failed: { ...upstream, status: 502 },
  upstream_timeout: { ...upstream, status: 504, anthropicType: 'timeout_error', geminiStatus: 'DEADLINE_EXCEEDED' },
  no_account_available: unavailable,
  response_account_unavailable: unavailable,
  overloaded: unavailable,
  internal: {
    status: 500,
    openaiType: 'api_error',
    anthropicType: 'api_error',
    geminiStatus: 'INTERNAL',
    logLevel: 'error',
    retryable: true,
  },
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof errorTable

/** The row of a code, widened: callers don't depend on one code's literal values. */
export function errorRow(code: ErrorCode): ErrorRow {
  return errorTable[code]
}

/** What an error may carry beside its sentence; only what is safe for the caller to see. */
export type ErrorDetails = {
  /** The request field at fault (`error.param` in OpenAI bodies). */
  param?: string
  /** Which limit refused: wallet | subscription_day | subscription_week | subscription_month | key_cap | user_budget. */
  scope?: string
  /** When the limit resets, unix seconds. */
  resetsAt?: number
  /** Field name → sentence, for forms and the management API. */
  fieldErrors?: Record<string, string>
}

type AppErrorOptions = { details?: ErrorDetails; retryAfterSeconds?: number; cause?: unknown }

/**
 * Stops the current request with a code of the table and a sentence that is safe to show.
 * Expected outcomes are values, not AppErrors; whatever else is thrown becomes `internal` at the edge.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.details = options.details ?? {}
    this.retryAfterSeconds = options.retryAfterSeconds
  }

  get status(): number {
    return errorRow(this.code).status
  }
}

/** Turns anything thrown into an AppError; what isn't one becomes `internal` with a text that tells nothing of the inside. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  return new AppError(
    'internal',
    'Something failed on our side. You were not charged for it. Try again; if it stays, tell us the request id.',
    {
      cause: thrown,
    },
  )
}
