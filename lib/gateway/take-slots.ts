import type { KeyAccess } from '../api-keys'
import { AppError } from '../errors'
import { countPick } from '../metrics'
import type { TokenUsage } from '../pricing'
import { sessionKeyOf } from '../scheduling'
import { settings } from '../settings'
import {
  type CustomerScope,
  type RateWindow,
  type RateWindowState,
  type SlotLease,
  slots,
  type TokenCorrection,
} from '../slots'
import type { Call } from './call'
import { exhaustedError } from './failover'
import { type CallPlan, candidatesOf } from './plan-call'
import type { ParsedRequest } from './protocols'
import { watchWait } from './watch-wait'

/** Output tokens that a rate window reserves at most; the rest is corrected when the call is settled. */
function reservedTokens(request: ParsedRequest): number {
  const most = settings().reserveOutputTokens
  return Math.ceil(request.textBytes / 4) + Math.min(request.maxOutputTokens ?? most, most)
}

/** The rate windows that user, plan or key set; none by default. */
export function rateWindows(access: KeyAccess, tokens: number): RateWindow[] {
  const windows: RateWindow[] = []
  const add = (scope: 'key' | 'user', id: string, unit: 'requests' | 'tokens', limit: number | null, cost: number) => {
    if (limit !== null && limit > 0) windows.push({ scope, id, unit, limitPerMinute: limit, cost })
  }
  add('user', access.userId, 'requests', access.userRequestsPerMinute, 1)
  add('key', access.keyId, 'requests', access.keyRequestsPerMinute, 1)
  add('user', access.userId, 'tokens', access.userTokensPerMinute, tokens)
  add('key', access.keyId, 'tokens', access.keyTokensPerMinute, tokens)
  return windows
}

function customerScopes(access: KeyAccess): CustomerScope[] {
  const user: CustomerScope = { kind: 'user', id: access.userId, limit: access.userConcurrencyLimit }
  return [user, { kind: 'key', id: access.keyId, limit: access.keyConcurrencyLimit ?? 0 }]
}

export function storeUnavailable(): AppError {
  return new AppError(
    'overloaded',
    'The gateway cannot count concurrent calls at the moment. You were not charged. Try again shortly.',
    { retryAfterSeconds: 2 },
  )
}

function callerLeft(): AppError {
  return new AppError('invalid_request', 'The caller left before the call began.')
}

function whose(scope: 'user' | 'key', limit: number): string {
  return scope === 'user' ? `your limit of ${limit} calls at once` : `this key's limit of ${limit} calls at once`
}

function rateLimited(result: { window: RateWindowState; retryAfterMs: number }): AppError {
  const { unit, scope, limit } = result.window
  const owner = scope === 'user' ? 'your' : "this key's"
  return new AppError('rate_limited', `You reached ${owner} limit of ${limit} ${unit} per minute.`, {
    retryAfterSeconds: result.retryAfterMs / 1000,
  })
}

export type CustomerSlot = { lease: SlotLease; tokenCorrections: (usage: TokenUsage) => TokenCorrection[] }

/** Rate windows and the customer's slot, waiting in turn when it is full. Throws 429 that says whose limit it was. */
export async function takeCustomerSlot(call: Call, access: KeyAccess, request: ParsedRequest): Promise<CustomerSlot> {
  const limits = settings()
  const reserved = reservedTokens(request)
  const windows = rateWindows(access, reserved)
  const wait = watchWait('customer', () => waiting(call, request))
  const result = await slots().acquireCustomerSlot(
    {
      requestId: call.requestId,
      userId: access.userId,
      scopes: customerScopes(access),
      windows,
      maxWaiting: limits.maxWaiting,
      waitTimeoutMs: limits.waitTimeoutMs,
    },
    call.exchange.signal,
    wait.begin,
  )
  wait.end(result.kind)
  call.reply.stopWaiting()
  if ('windows' in result) call.reply.setWindows(result.windows)
  switch (result.kind) {
    case 'acquired':
      call.queuedMs += result.waitedMs
      return {
        lease: result.lease,
        tokenCorrections: (usage) => corrections(access.userId, windows, totalTokens(usage) - reserved),
      }
    case 'rate_limited':
      throw rateLimited(result)
    case 'queue_full':
      throw new AppError(
        'concurrency_limited',
        `You reached ${whose(result.scope, result.limit)}, and too many calls of yours wait already.`,
        { retryAfterSeconds: result.retryAfterMs / 1000 },
      )
    case 'timeout':
      throw new AppError(
        'concurrency_limited',
        `You reached ${whose(result.scope, result.limit)}; this call waited ${Math.round(limits.waitTimeoutMs / 1000)} s for its turn.`,
        { retryAfterSeconds: 5 },
      )
    case 'cancelled':
      throw callerLeft()
    case 'unavailable':
      throw storeUnavailable()
  }
}

function totalTokens(usage: TokenUsage): number {
  return usage.input + usage.cachedInput + usage.cacheWrite5m + usage.cacheWrite1h + usage.output
}

function corrections(userId: string, windows: readonly RateWindow[], delta: number): TokenCorrection[] {
  return windows
    .filter((window) => window.unit === 'tokens')
    .map(({ scope, id, limitPerMinute }) => ({ userId, scope, id, limitPerMinute, delta }))
}

/** A stream that waits long is committed and kept open; a JSON caller just waits. */
function waiting(call: Call, request: ParsedRequest): void {
  call.reply.model = request.model
  if (request.stream && call.protocol.allowsComments(call.path)) call.reply.startWaiting(performance.now())
}

export type AccountSlot = { lease: SlotLease; accountId: string; waited: boolean }

/** An upstream account with its slot, waiting for any that could serve. Throws 429 or 503 that says it was the pool's capacity. */
export async function takeAccountSlot(call: Call, access: KeyAccess, plan: CallPlan): Promise<AccountSlot> {
  const limits = settings()
  const wait = watchWait('pool', () => waiting(call, plan.request))
  const result = await slots().acquireAccountSlot(
    {
      requestId: call.requestId,
      userId: access.userId,
      weight: access.fairQueueWeight,
      poolId: plan.poolId,
      shard: plan.pool.shard,
      sessionKey: sessionKeyOf((name) => call.exchange.header(name), plan.request.session),
      candidates: () => candidatesOf(call, plan),
      maxWaiting: plan.pool.maxWaiting,
      waitTimeoutMs: limits.waitTimeoutMs,
      stickyPatienceMs: limits.stickyPatienceMs,
      stickyTtlMs: limits.stickyTtlMs,
    },
    call.exchange.signal,
    wait.begin,
  )
  wait.end(result.kind)
  call.reply.stopWaiting()
  switch (result.kind) {
    case 'acquired':
      call.queuedMs += result.waitedMs
      countPick(result.accountId, result.sticky)
      return { lease: result.lease, accountId: result.accountId, waited: result.waitedMs > 0 }
    case 'none_eligible':
      if (plan.failures.length > 0) throw exhaustedError(plan.failures)
      if (plan.onlyAccountId !== null) {
        throw new AppError(
          'response_account_unavailable',
          'The account that holds the previous response cannot serve at the moment. You were not charged.',
          { retryAfterSeconds: (result.retryAfterMs ?? 5000) / 1000 },
        )
      }
      throw new AppError(
        'no_account_available',
        'No upstream account can serve this call at the moment. You were not charged.',
        { retryAfterSeconds: (result.retryAfterMs ?? 5000) / 1000 },
      )
    case 'queue_full':
    case 'shed':
      throw new AppError(
        'concurrency_limited',
        'The pool is at capacity and its queue is full. You were not charged.',
        { retryAfterSeconds: result.retryAfterMs / 1000 },
      )
    case 'timeout':
      throw new AppError(
        'concurrency_limited',
        `The pool is at capacity; this call waited ${Math.round(limits.waitTimeoutMs / 1000)} s for an account. You were not charged.`,
        { retryAfterSeconds: 5 },
      )
    case 'cancelled':
      throw callerLeft()
    case 'unavailable':
      throw storeUnavailable()
  }
}

/** Counts an unbilled call in the request windows. It takes none of the customer's slots, but only a few run at once per key. */
export async function takeUnbilledSlot(call: Call, access: KeyAccess): Promise<SlotLease> {
  const limit = settings().countTokensConcurrency
  const result = await slots().acquireCustomerSlot(
    {
      requestId: call.requestId,
      userId: access.userId,
      scopes: [{ kind: 'key', id: `${access.keyId}/unbilled`, limit }],
      windows: rateWindows(access, 0).filter((window) => window.unit === 'requests'),
      maxWaiting: 0,
      waitTimeoutMs: 0,
    },
    call.exchange.signal,
  )
  if ('windows' in result) call.reply.setWindows(result.windows)
  switch (result.kind) {
    case 'acquired':
      return result.lease
    case 'rate_limited':
      throw rateLimited(result)
    case 'cancelled':
      throw callerLeft()
    case 'unavailable':
      throw storeUnavailable()
    default:
      throw new AppError('concurrency_limited', `At most ${limit} unbilled calls of a key run at once.`, {
        retryAfterSeconds: 1,
      })
  }
}
