import { AppError } from '../errors'
import type { AccountEffect } from '../slots'
import { isModelScoped } from './is-model-scoped'
import { namedDelayMs } from './named-delay'

/** Why an attempt gave no usable answer. */
export type AttemptFailure = {
  kind:
    | 'credentials_rejected'
    | 'rate_limited'
    | 'overloaded'
    | 'server_error'
    | 'network'
    | 'timeout'
    | 'model_not_found'
    | 'conflict'
    | 'not_protocol'
    | 'rejected'
  status: number | null
  /** What a 429 named, if anything. */
  retryAfterMs: number | null
  /** Only this model is limited, not the account. */
  modelScoped: boolean
  /** The upstream's words, for the operator only. */
  reason: string
}

export type UpstreamRefusal = {
  status: number
  header: (name: string) => string | null
  /** Parsed error body when it was JSON. */
  body: unknown
  text: string
  nowMs: number
}

const maxReasonLength = 300

function objectOf(value: unknown): Record<string, unknown> {
  if (Array.isArray(value)) return objectOf(value[0])
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Classifies a refusal by status and body, since account faults hide behind other codes (gateway.md §7). */
export function classifyRefusal(refusal: UpstreamRefusal): AttemptFailure {
  const error = objectOf(objectOf(refusal.body)['error'])
  const code = textOf(error['code']) || textOf(error['type']) || textOf(error['status'])
  const message = textOf(error['message']) || refusal.text
  const reason = `${refusal.status} ${code} ${message}`.replace(/\s+/g, ' ').trim().slice(0, maxReasonLength)
  const failure = (kind: AttemptFailure['kind']): AttemptFailure => ({
    kind,
    status: refusal.status,
    retryAfterMs: null,
    modelScoped: false,
    reason,
  })
  switch (refusal.status) {
    case 400:
      return failure(hidesCredentialFault(refusal.text, code, message) ? 'credentials_rejected' : 'rejected')
    case 401:
    case 402:
    case 403:
      return failure('credentials_rejected')
    case 404:
      return failure(isModelMissing(code, message) ? 'model_not_found' : 'rejected')
    case 408:
    case 409:
      return failure('conflict')
    case 429:
      if (code === 'insufficient_quota' || textOf(error['type']) === 'insufficient_quota')
        return failure('credentials_rejected')
      return {
        ...failure('rate_limited'),
        retryAfterMs: namedDelayMs(refusal.header, error, refusal.nowMs),
        modelScoped: isModelScoped(error, message),
      }
    case 529:
      return failure('overloaded')
    default:
      if (refusal.status < 400) return failure('not_protocol')
      return failure(refusal.status >= 500 ? 'server_error' : 'rejected')
  }
}

/** Anthropic says 400 "credit balance is too low", Gemini 400 API_KEY_INVALID: both are the account's fault, not the caller's. */
function hidesCredentialFault(text: string, code: string, message: string): boolean {
  return (
    /credit balance is too low/i.test(message) ||
    code === 'API_KEY_INVALID' ||
    text.includes('"API_KEY_INVALID"') ||
    /API key (not valid|expired)/i.test(message)
  )
}

function isModelMissing(code: string, message: string): boolean {
  return code === 'model_not_found' || /model/i.test(message)
}

/** Codes of `response.failed` and their kin that name the caller's own input (invalid_image_url, image_too_large, content_policy_violation, …). */
const callersFault =
  /^(invalid_|unsupported_|empty_image|failed_to_download|bio_policy|cyber_policy)|image_|content_policy|content_filter|context_length|string_above_max/

/** An error that came inside a 200 before any output: classified as if it had been the status. */
export function classifyInBand(
  error: { code: string; message: string; status: number | null },
  nowMs: number,
): AttemptFailure {
  const statusOf: Record<string, number> = {
    rate_limit_exceeded: 429,
    rate_limit_error: 429,
    insufficient_quota: 429,
    overloaded_error: 529,
    server_is_overloaded: 503,
    authentication_error: 401,
    invalid_api_key: 401,
    permission_error: 403,
    billing_error: 402,
    invalid_request_error: 400,
    invalid_prompt: 400,
    context_length_exceeded: 400,
    not_found_error: 404,
    RESOURCE_EXHAUSTED: 429,
    UNAVAILABLE: 503,
  }
  const status = error.status ?? statusOf[error.code] ?? (callersFault.test(error.code) ? 400 : 500)
  return classifyRefusal({ status, header: () => null, body: { error }, text: error.message, nowMs })
}

/** Whether another account may be tried; the caller's own mistakes come back as the upstream said them. */
export function mayFailOver(failure: AttemptFailure): boolean {
  return failure.kind !== 'rejected'
}

/** What the failure does to its account. Pure: the counting is the slot store's. */
export function effectOf(failure: AttemptFailure, model: string, credentialCooldownMs: number): AccountEffect {
  const { reason } = failure
  switch (failure.kind) {
    case 'credentials_rejected':
      return { kind: 'credentials', cooldownMs: credentialCooldownMs, reason }
    case 'rate_limited':
      return {
        kind: 'rate_limited',
        retryAfterMs: failure.retryAfterMs,
        model: failure.modelScoped ? model : null,
        reason,
      }
    case 'overloaded':
      return { kind: 'overloaded', reason }
    case 'server_error':
    case 'network':
    case 'timeout':
    case 'not_protocol':
      return { kind: 'failure', reason }
    case 'model_not_found':
    case 'conflict':
    case 'rejected':
      return { kind: 'none' }
  }
}

/** The caller's error once no further account is tried; never the upstream's words. */
export function exhaustedError(failures: readonly AttemptFailure[]): AppError {
  const last = failures.at(-1)
  switch (last?.kind) {
    case 'model_not_found':
      return new AppError(
        'model_not_found',
        'None of the accounts behind this key serves that model right now. See GET /v1/models.',
      )
    case 'rate_limited': {
      const delays = failures.flatMap((failure) =>
        failure.kind === 'rate_limited' && failure.retryAfterMs !== null ? [failure.retryAfterMs] : [],
      )
      const seconds = delays.length > 0 ? Math.min(...delays) / 1000 : 5
      return new AppError(
        'rate_limited',
        'The upstream accounts behind this key are at their provider limits. You were not charged. Try again shortly.',
        {
          retryAfterSeconds: Math.min(60, Math.max(1, seconds)),
        },
      )
    }
    case 'overloaded':
      return new AppError(
        'overloaded',
        'The upstream provider is overloaded. You were not charged. Try again shortly.',
        { retryAfterSeconds: 10 },
      )
    case 'timeout':
      return new AppError('upstream_timeout', 'The upstream did not answer in time. You were not charged. Try again.', {
        retryAfterSeconds: 2,
      })
    default:
      return new AppError(
        'upstream_failed',
        'The upstream could not complete this call. You were not charged. Try again.',
        { retryAfterSeconds: 1 },
      )
  }
}
