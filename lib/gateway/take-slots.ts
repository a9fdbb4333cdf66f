import type { KeyAccess } from '../api-keys'
import { AppError } from '../errors'
import { isPromise, type MaybePromise } from '../maybe-promise'
import { countPick } from '../metrics'
import { sessionKeyOf } from '../scheduling'
import { settings } from '../settings'
import {
  type AccountLease,
  type AccountSlotResult,
  type CustomerLease,
  type CustomerSlotResult,
  type RateWindow,
  type RateWindowState,
  type SlotLease,
  slots,
} from '../slots'
import type { Call } from './call'
import { exhaustedError } from './failover'
import { limitsOf } from './key-limits'
import { type CallPlan, candidatesOf } from './plan-call'
import type { ParsedRequest } from './protocols'
import { noUsage } from './settle'
import { WaitWatch } from './wait-watch'

/** Output tokens that a rate window reserves at most; the rest is corrected when the call is settled. */
function reservedTokens(request: ParsedRequest): number {
  const most = settings().reserveOutputTokens
  return Math.ceil(request.textBytes / 4) + Math.min(request.maxOutputTokens ?? most, most)
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

/** A customer's slot with what was reserved of its token windows. */
export class CustomerSlot {
  constructor(
    private readonly call: Call,
    private readonly lease: CustomerLease,
    private readonly windows: readonly RateWindow[],
    private readonly reserved: number,
  ) {}

  /** Gives the slot back and sets the token windows to what was used. */
  undo(): MaybePromise<void> {
    const usage = this.call.outcome?.usage ?? noUsage
    const used = usage.input + usage.cachedInput + usage.cacheWrite5m + usage.cacheWrite1h + usage.output
    return this.lease.releaseCorrected(this.windows, used - this.reserved)
  }
}

/** Rate windows and the customer's slot, waiting in turn when it is full; at once when nothing has to be waited for. Throws 429 that says whose limit it was. */
export function takeCustomerSlot(call: Call, access: KeyAccess, request: ParsedRequest): MaybePromise<CustomerSlot> {
  const { maxWaiting, waitTimeoutMs } = settings()
  const { scopes, windows } = limitsOf(access)
  const tokens = reservedTokens(request)
  const wait = new WaitWatch('customer', call, request)
  const result = slots().acquireCustomerSlot(
    { requestId: call.requestId, userId: access.userId, scopes, windows, tokens, maxWaiting, waitTimeoutMs },
    call.exchange.signal,
    wait.begin,
  )
  if (!isPromise(result)) return customerSlot(call, result, wait, windows, tokens)
  return result.then((later) => customerSlot(call, later, wait, windows, tokens))
}

function customerSlot(
  call: Call,
  result: CustomerSlotResult,
  wait: WaitWatch,
  windows: readonly RateWindow[],
  reserved: number,
): CustomerSlot {
  wait.end(result.kind)
  if ('windows' in result) call.reply.setWindows(result.windows)
  switch (result.kind) {
    case 'acquired':
      call.queuedMs += result.waitedMs
      return new CustomerSlot(call, result.lease, windows, reserved)
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
        `You reached ${whose(result.scope, result.limit)}; this call waited ${Math.round(settings().waitTimeoutMs / 1000)} s for its turn.`,
        { retryAfterSeconds: 5 },
      )
    case 'cancelled':
      throw callerLeft()
    case 'unavailable':
      throw storeUnavailable()
  }
}

/** An upstream account's slot. */
export class AccountSlot {
  constructor(
    readonly lease: AccountLease,
    readonly accountId: string,
    readonly waited: boolean,
  ) {}

  undo(): MaybePromise<void> {
    return this.lease.release()
  }
}

/** An upstream account with its slot, waiting for any that could serve; at once when nothing has to be waited for. Throws 429 or 503 that says it was the pool's capacity. */
export function takeAccountSlot(call: Call, access: KeyAccess, plan: CallPlan): MaybePromise<AccountSlot> {
  const { waitTimeoutMs, stickyPatienceMs, stickyTtlMs } = settings()
  const wait = new WaitWatch('pool', call, plan.request)
  const result = slots().acquireAccountSlot(
    {
      requestId: call.requestId,
      userId: access.userId,
      weight: access.fairQueueWeight,
      poolId: plan.poolId,
      shard: plan.pool.shard,
      sessionKey: sessionKeyOf((name) => call.exchange.header(name), plan.request.session),
      candidates: () => candidatesOf(call, plan),
      maxWaiting: plan.pool.maxWaiting,
      waitTimeoutMs,
      stickyPatienceMs,
      stickyTtlMs,
    },
    call.exchange.signal,
    wait.begin,
  )
  if (!isPromise(result)) return accountSlot(call, plan, result, wait)
  return result.then((later) => accountSlot(call, plan, later, wait))
}

function accountSlot(call: Call, plan: CallPlan, result: AccountSlotResult, wait: WaitWatch): AccountSlot {
  wait.end(result.kind)
  switch (result.kind) {
    case 'acquired':
      call.queuedMs += result.waitedMs
      countPick(result.accountId, result.sticky)
      return new AccountSlot(result.lease, result.accountId, result.waitedMs > 0)
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
        `The pool is at capacity; this call waited ${Math.round(settings().waitTimeoutMs / 1000)} s for an account. You were not charged.`,
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
  const { unbilledScopes: scopes, requestWindows: windows } = limitsOf(access)
  const result = await slots().acquireCustomerSlot(
    {
      requestId: call.requestId,
      userId: access.userId,
      scopes,
      windows,
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
      throw new AppError('concurrency_limited', `At most ${scopes[0]?.limit} unbilled calls of a key run at once.`, {
        retryAfterSeconds: 1,
      })
  }
}
