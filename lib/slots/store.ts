import type { MaybePromise } from '../maybe-promise'
import type { WindowCharge, WindowLevel } from '../rate-limits'
import type { SlotLimits } from './limits'
import type { AccountCandidate, AccountEffect, AccountLoad } from './types'

/**
 * The commands of the slot store: a state machine that knows nothing of promises, timers or signals.
 * `memory/` is its executable specification, `scripts/` the same in Lua; both give equal answers to equal histories.
 */

/** A place to count in, such as `user:usr_…` or `key:key_…`; 0 = unlimited, still counted. */
export type StoreScope = { readonly name: string; readonly limit: number }

/** `isKept`: whether the charge stays when the call is refused for lack of a place (requests do, tokens don't). */
export type StoreWindow = WindowCharge & { readonly isKept: boolean }

/** What a process must hear: a slot was handed to its waiter, or its waiter was thrown out. */
export type StoreSignal = { processId: string; ticketId: string } & (
  | { kind: 'customer_granted' }
  | { kind: 'account_granted'; accountId: string; sticky: boolean; probe: boolean }
  | { kind: 'shed' }
)

export type AdmitCommand = {
  processId: string
  userId: string
  ticketId: string
  /** The first is the customer's own: every call of the customer has it. */
  scopes: readonly StoreScope[]
  windows: readonly StoreWindow[]
  maxWaiting: number
}

export type AdmitAnswer = { levels: readonly WindowLevel[]; signals: readonly StoreSignal[] } & (
  | { kind: 'acquired' }
  | { kind: 'rate_limited'; window: number; retryAfterMs: number }
  /** `scope`: index of the first scope that has no place. */
  | { kind: 'waiting'; scope: number }
  | { kind: 'queue_full'; scope: number }
)

export type TicketState = 'waiting' | 'granted' | 'gone'

export type WindowCorrection = { name: string; limit: number; delta: number }

/** A set of candidates; equal digests mean equal sets. `byId` is made when it is first needed. */
export type CandidateSet = {
  readonly list: readonly AccountCandidate[]
  readonly byId: ReadonlyMap<string, AccountCandidate>
  readonly digest: string
  /** The set as scripts read it. */
  readonly json: string
}

export type AcquireCommand = {
  processId: string
  shard: string
  poolId: string
  ticketId: string
  userId: string
  /** What one start adds to the customer's ticket: less for a higher weight. */
  turnCost: number
  sessionKey: string | null
  stickyPatienceMs: number
  stickyTtlMs: number
  maxWaiting: number
  candidates: CandidateSet
  /** Breaks ties among accounts that were never picked. */
  seed: number
}

/** A session is of one customer in one pool. */
export type SessionName = { shard: string; poolId: string; userId: string; sessionKey: string }

type GrantedAccount = { accountId: string; sticky: boolean; probe: boolean }

export type AcquireAnswer = { signals: readonly StoreSignal[] } & (
  | ({ kind: 'acquired' } & GrantedAccount)
  | { kind: 'waiting' }
  | { kind: 'none_eligible'; retryAfterMs: number | null }
  | { kind: 'queue_full' }
)

export type PoolTicketState =
  | { kind: 'waiting' }
  | ({ kind: 'granted' } & GrantedAccount)
  | { kind: 'none_eligible'; retryAfterMs: number | null }
  | { kind: 'gone' }

export type PoolPollCommand = {
  processId: string
  shard: string
  poolId: string
  tickets: readonly { id: string; candidates: CandidateSet }[]
  seed: number
}

/** An account served a call of a model. */
export type AccountSuccess = { accountId: string; model: string }

export type LeaseRenewal = {
  leaseId: string /** Scope names of a customer's lease, the account of an account's. */
  places: readonly string[]
}

/** Thrown by a store that can't be reached, or that admits nobody yet because it lost its memory. */
export class StoreUnavailableError extends Error {
  constructor(reason: string) {
    super(`the slot store is unavailable: ${reason}`)
    this.name = 'StoreUnavailableError'
  }
}

/** Both layers' border: what the client layer asks of either implementation. What each call needs answers at once where the store is this process's own. */
export interface SlotStore {
  /** Whether what each call needs answers at once: a ticket then can't be signalled before its answer was seen. */
  readonly answersAtOnce: boolean
  /** Changes when the store lost its memory: as last heard. */
  epoch(): string
  /** The same, asked anew when the connection was lost meanwhile. */
  freshEpoch(): Promise<string>
  /** Calls back with what this process's waiters must hear, and when the epoch changed. */
  listen(
    processId: string,
    handlers: { signal(signal: StoreSignal): void; epochChanged(): void; reevaluate(poolId: string): void },
  ): Promise<void>
  admit(command: AdmitCommand): MaybePromise<AdmitAnswer>
  pollCustomer(command: {
    processId: string
    userId: string
    ticketIds: readonly string[]
  }): Promise<readonly TicketState[]>
  /** Ends a wait or a lease, whichever there is, and corrects what was reserved of token windows. */
  leaveCustomer(command: {
    processId: string
    userId: string
    ticketId: string
    refunds: readonly WindowCorrection[]
  }): MaybePromise<void>
  /** Returns the leases that are no longer held. With `recreate` missing ones are made anew. */
  renewCustomer(command: {
    processId: string
    userId: string
    leases: readonly LeaseRenewal[]
    recreate: boolean
  }): Promise<readonly string[]>
  correct(command: { userId: string; corrections: readonly WindowCorrection[] }): MaybePromise<void>
  customerLoads(userId: string, names: readonly string[]): Promise<readonly { running: number; waiting: number }[]>
  acquire(command: AcquireCommand): MaybePromise<AcquireAnswer>
  pollPool(command: PoolPollCommand): Promise<readonly PoolTicketState[]>
  /** Ends a wait or a lease, whichever there is, after noting a success of the lease's account. */
  leaveAccount(command: {
    processId: string
    shard: string
    poolId: string
    ticketId: string
    success: AccountSuccess | null
  }): MaybePromise<void>
  renewAccounts(command: {
    processId: string
    shard: string
    leases: readonly LeaseRenewal[]
    recreate: boolean
  }): Promise<readonly string[]>
  report(command: {
    processId: string
    shard: string
    accountId: string
    model: string
    effect: AccountEffect
  }): MaybePromise<{ becameError: boolean }>
  clear(command: { processId: string; shard: string; accountId: string }): Promise<void>
  accountLoads(
    shard: string,
    accounts: readonly { accountId: string; limit: number }[],
  ): Promise<readonly AccountLoad[]>
  poolWaiting(shard: string, poolId: string): Promise<number>
  /** The account that a session is bound to; changes nothing. */
  findSession(session: SessionName): Promise<string | null>
  reevaluate(poolId: string): Promise<void>
  rememberResponse(userId: string, responseId: string, accountId: string): Promise<void>
  findResponse(userId: string, responseId: string): Promise<string | null>
  ping(): Promise<boolean>
  /** Drops what is idle; called now and then. */
  sweep(): void
  /** Ends what belongs to one process. */
  close(processId: string): Promise<void>
}

export type StoreLimits = () => SlotLimits
