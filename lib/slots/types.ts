import type { EndSignal } from '../ending'
import type { MaybePromise } from '../maybe-promise'

/**
 * What the request path needs of the slot store. Two implementations answer it alike: one process's memory and Redis.
 * Time inside is always the store's; `…Ms` values are durations. Nothing kept here costs money when lost.
 */

/** A token bucket: capacity = limit per minute, refill limit/60 per second. */
export type RateWindow = {
  /** What the window belongs to, such as `key:key_…` or `user:usr_…`. */
  scope: 'key' | 'user'
  id: string
  unit: 'requests' | 'tokens'
  limitPerMinute: number
  /** 1 for requests, the reservation for tokens. */
  cost: number
}

/** A window's state after a call, for the x-ratelimit-* headers. */
export type RateWindowState = {
  scope: 'key' | 'user'
  unit: 'requests' | 'tokens'
  limit: number
  remaining: number
  /** Until the bucket is full again. */
  resetMs: number
}

/** A concurrency limit that the customer's call counts against; 0 = unlimited, still counted. */
export type CustomerScope = { kind: 'user' | 'key'; id: string; limit: number }

export type CustomerSlotRequest = {
  requestId: string
  userId: string
  /** A list that is the same for many calls is looked at once; so it is of windows. */
  scopes: readonly CustomerScope[]
  windows: readonly RateWindow[]
  /** What the call reserves of each of its token windows, in place of the cost that stands there. */
  tokens?: number
  /** Most calls of this user that may wait. */
  maxWaiting: number
  waitTimeoutMs: number
}

/** Holding a slot. Releasing twice is a no-op; a stale lease can't release another's. Never throws. */
export type SlotLease = {
  readonly leaseId: string
  /** Done, or resolves when the store confirmed; callers needn't wait for it. */
  release(): MaybePromise<void>
  /** True once the store said that this lease is no longer held (its process was too late to renew). */
  readonly lost: boolean
}

/** A customer's slot. */
export type CustomerLease = SlotLease & {
  /** Releases it and sets the token windows among `windows` right, in one step of the store: `delta` = actual − reserved, debt allowed. They are set right even when the slot was given back before. */
  releaseCorrected(windows: readonly RateWindow[], delta: number): MaybePromise<void>
}

export type CustomerSlotResult =
  | { kind: 'acquired'; lease: CustomerLease; waitedMs: number; windows: readonly RateWindowState[] }
  | { kind: 'rate_limited'; window: RateWindowState; retryAfterMs: number; windows: readonly RateWindowState[] }
  | {
      kind: 'queue_full'
      scope: 'user' | 'key'
      limit: number
      retryAfterMs: number
      windows: readonly RateWindowState[]
    }
  | { kind: 'timeout'; scope: 'user' | 'key'; limit: number; windows: readonly RateWindowState[] }
  | { kind: 'cancelled' }
  /** The store can't be reached or is warming up after losing its memory. */
  | { kind: 'unavailable' }

/** An upstream account's slot. */
export type AccountLease = SlotLease & {
  /** Notes that the account served a call of `model`. The store hears it with the release. */
  succeeded(model: string): void
}

/** An upstream account that could serve the call by configuration; load, cooldowns and breakers are the store's. */
export type AccountCandidate = {
  accountId: string
  /** 0 = unlimited, still counted. */
  limit: number
  /** Lower first. */
  priority: number
  /** The name the account would be asked for: cooldowns may be of one model. */
  upstreamModel: string
}

export type AccountSlotRequest = {
  requestId: string
  userId: string
  /** Turns of the fair queue, from the plan; 1 by default. */
  weight: number
  poolId: string
  shard: string
  /** Digest of the session, or null: no stickiness. Scoped by user and pool inside. */
  sessionKey: string | null
  /** The same list is looked at once. Asked anew whenever the wait is re-evaluated, so accounts added, changed or removed meanwhile count. Accounts already tried in this request are left out by the caller. */
  candidates: () => readonly AccountCandidate[]
  /** Most calls that may wait in this pool. */
  maxWaiting: number
  waitTimeoutMs: number
  /** How long a sticky call waits for its own account before any will do. */
  stickyPatienceMs: number
  /** How long a session stays bound after its last use. */
  stickyTtlMs: number
}

export type AccountSlotResult =
  | { kind: 'acquired'; lease: AccountLease; accountId: string; waitedMs: number; sticky: boolean; probe: boolean }
  /** No candidate, or all cooling down: `retryAfterMs` until the nearest is back (null: none will be by itself). */
  | { kind: 'none_eligible'; retryAfterMs: number | null }
  | { kind: 'queue_full'; retryAfterMs: number }
  /** Thrown out of a full pool queue as the greediest customer's newest waiter. */
  | { kind: 'shed'; retryAfterMs: number }
  | { kind: 'timeout' }
  | { kind: 'cancelled' }
  | { kind: 'unavailable' }

/** What an attempt's outcome does to its account (gateway.md §7); computed by the pure `failover` table. */
export type AccountEffect =
  | { kind: 'none' }
  | { kind: 'success' }
  /** 401, 402, 403: cooldown; the third in a row sets status `error`. */
  | { kind: 'credentials'; cooldownMs: number; reason: string }
  /** 429: until the named instant, or a growing fallback when none is named. `model` null = the whole account. */
  | { kind: 'rate_limited'; retryAfterMs: number | null; model: string | null; reason: string }
  /** 529: one minute growing to ten. */
  | { kind: 'overloaded'; reason: string }
  /** 5xx or network: counts towards the breaker. */
  | { kind: 'failure'; reason: string }

/** Refused credentials, a provider's limit, an overloaded provider, or failures in a row. */
export type PauseCause = 'credentials' | 'rate' | 'overload' | 'breaker'

/** An account's live state, for the panel and the scheduler's explanation. */
export type AccountLoad = {
  accountId: string
  running: number
  waiting: number
  /** (running + waiting) · 100 / limit; null without a limit. */
  loadRate: number | null
  /** When it was picked last, as Unix milliseconds of the store's clock with their fraction; null: not within the last hour. */
  pickedAtMs: number | null
  state: 'ready' | 'cooldown' | 'breaker_open' | 'probing'
  /** What kind of failure paused it; null when ready. */
  cause: PauseCause | null
  /** The upstream's words. */
  reason: string | null
  sinceMs: number | null
  /** Unix milliseconds of the store's clock; null when ready. */
  untilMs: number | null
  /** Cooldowns of single models. */
  models: readonly { model: string; untilMs: number; cause: PauseCause; reason: string }[]
}

export type CustomerLoad = { id: string; running: number; waiting: number }
export type PoolLoad = { poolId: string; waiting: number }

/** The slot store as the rest of the program sees it. What each call needs answers at once when the store is the process's own and nobody has to wait. All methods answer within the store's own time-out; none throws for an unreachable store. */
export interface Slots {
  /** Rate windows and the customer's slot in one round trip; waits its turn when full. `onWaiting` is called once when the call starts to wait. */
  acquireCustomerSlot(
    request: CustomerSlotRequest,
    signal: EndSignal,
    onWaiting?: () => void,
  ): MaybePromise<CustomerSlotResult>
  /** Picks an account and takes its slot in one step of the store, or waits for any that could serve. */
  acquireAccountSlot(
    request: AccountSlotRequest,
    signal: EndSignal,
    onWaiting?: () => void,
  ): MaybePromise<AccountSlotResult>
  /** Applies an outcome. `becameError` is true when this was the third refused credential in a row. */
  reportOutcome(
    accountId: string,
    shard: string,
    model: string,
    effect: AccountEffect,
  ): MaybePromise<{ becameError: boolean }>
  /** Ends an account's cooldowns and breaker at once (operator's "clear now"); waiters are re-evaluated. */
  clearCooldown(accountId: string, shard: string): Promise<void>
  /** Corrects a customer's token windows among `windows` after the real count is known (debt allowed): `delta` = actual − reserved. */
  correctTokens(userId: string, windows: readonly RateWindow[], delta: number): MaybePromise<void>
  /** Remembers for 30 days which account made an upstream response (gateway.md §1). */
  rememberResponse(userId: string, responseId: string, accountId: string): Promise<void>
  findResponse(userId: string, responseId: string): Promise<string | null>
  accountLoads(
    accounts: readonly { accountId: string; shard: string; limit: number }[],
  ): Promise<readonly AccountLoad[]>
  customerLoads(ids: readonly { kind: 'user' | 'key'; id: string; userId: string }[]): Promise<readonly CustomerLoad[]>
  poolLoads(pools: readonly { poolId: string; shard: string }[]): Promise<readonly PoolLoad[]>
  /** The account that a customer's session is bound to in a pool, or null; takes nothing and keeps no binding alive. */
  findSession(session: { shard: string; poolId: string; userId: string; sessionKey: string }): Promise<string | null>
  /** Makes waiting calls look at their candidates again (an account or pool was changed). */
  reevaluate(poolId: string, shard: string): Promise<void>
  /** Whether the store answers now (readiness). */
  ping(): Promise<boolean>
  /** Gives back every lease of this process and stops timers. */
  close(): Promise<void>
}
