/** An answer that isn't a success, before it gets a provider's shape. */
export interface ProviderError {
  readonly status: number
  readonly message: string
  readonly code?: string | null
  readonly param?: string | null
  readonly type?: string
}

export type Dialect = 'openai' | 'anthropic' | 'gemini'

export class RequestRefused extends Error {
  constructor(readonly error: ProviderError) {
    super(error.message)
  }
}

export function refuse(
  status: number,
  message: string,
  code: string | null = null,
  param: string | null = null,
): never {
  throw new RequestRefused({ status, message, code, param })
}

const openaiTypes: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  409: 'conflict_error',
  429: 'rate_limit_error',
}
const anthropicTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}
const geminiStatuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

/** The error body each provider really sends for this status. */
export function errorBody(dialect: Dialect, error: ProviderError, requestId: string): object {
  switch (dialect) {
    case 'openai':
      return {
        error: {
          message: error.message,
          type:
            error.type ?? openaiTypes[error.status] ?? (error.status >= 500 ? 'server_error' : 'invalid_request_error'),
          param: error.param ?? null,
          code: error.code ?? null,
        },
      }
    case 'anthropic':
      return {
        type: 'error',
        error: {
          type:
            error.type ?? anthropicTypes[error.status] ?? (error.status >= 500 ? 'api_error' : 'invalid_request_error'),
          message: error.message,
        },
        request_id: requestId,
      }
    case 'gemini':
      return {
        error: {
          code: error.status,
          message: error.message,
          status: geminiStatuses[error.status] ?? (error.status >= 500 ? 'INTERNAL' : 'FAILED_PRECONDITION'),
          ...(error.code
            ? {
                details: [
                  { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: error.code, domain: 'googleapis.com' },
                ],
              }
            : {}),
        },
      }
  }
}

const statusMessages: Readonly<Record<number, string>> = {
  400: 'The simulator was told to reject this request.',
  401: 'Incorrect API key provided: sk-sim********. You can find your API key at https://example.invalid/account.',
  402: 'Your credit balance is too low to access the API.',
  403: 'Your account org-simulator does not have access to this resource.',
  404: 'The requested resource does not exist.',
  408: 'Request timed out.',
  409: 'The resource is being changed by another request.',
  413: 'Request exceeds the maximum size.',
  429: 'Rate limit reached for organization org-simulator.',
  500: 'The server had an error while processing your request.',
  503: 'The engine is currently overloaded, please try again later.',
  529: 'Overloaded',
}

/** What a provider would say for a bare status. */
export function defaultError(status: number): ProviderError {
  return {
    status,
    message: statusMessages[status] ?? `The simulator answered ${status}.`,
    code: status === 429 ? 'rate_limit_exceeded' : null,
  }
}
