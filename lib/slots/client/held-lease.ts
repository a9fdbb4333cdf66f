import { isPromise, type MaybePromise } from '../../maybe-promise'
import type { LeaseRenewal, SlotStore } from '../store'
import type { AccountLease, CustomerLease, RateWindow, SlotLease } from '../types'
import { tokenCorrections } from './clean-request'
import { inBackground } from './in-background'

/** Who keeps the leases of one process, and where. */
export type LeaseKeeper = {
  readonly store: SlotStore
  readonly processId: string
  /** Stops renewing a lease; false when that was done before. */
  forget(lease: HeldLease): boolean
}

type Renewals = { leases: readonly LeaseRenewal[]; recreate: boolean }

/** A command whose failure changes nothing for the caller: what it would have ended ends by itself. */
function quietly(work: MaybePromise<void>): MaybePromise<void> {
  return isPromise(work) ? work.catch(() => undefined) : undefined
}

/** A lease of this process: renewed until it is given back or the store says that it is lost. */
export abstract class HeldLease implements SlotLease, LeaseRenewal {
  lost = false
  isHeld = true
  /** The store's memory that it is in. */
  epoch: string

  constructor(
    protected readonly keeper: LeaseKeeper,
    readonly leaseId: string,
  ) {
    this.epoch = keeper.store.epoch()
  }

  abstract readonly places: readonly string[]
  /** Leases of one group and epoch are renewed by one command. */
  abstract readonly group: string
  /** Renews leases of this one's group. */
  abstract renew(renewals: Renewals): Promise<readonly string[]>
  protected abstract giveBack(): MaybePromise<void>

  release(): MaybePromise<void> {
    if (this.keeper.forget(this)) return quietly(this.giveBack())
  }
}

export class HeldCustomerLease extends HeldLease implements CustomerLease {
  constructor(
    keeper: LeaseKeeper,
    leaseId: string,
    private readonly userId: string,
    readonly places: readonly string[],
  ) {
    super(keeper, leaseId)
  }

  get group(): string {
    return `u:${this.userId}`
  }

  async renew(renewals: Renewals): Promise<readonly string[]> {
    const { store, processId } = this.keeper
    return await store.renewCustomer({ processId, userId: this.userId, ...renewals })
  }

  releaseCorrected(windows: readonly RateWindow[], delta: number): MaybePromise<void> {
    const { store, processId } = this.keeper
    const { userId, leaseId: ticketId } = this
    const refunds = tokenCorrections(windows, delta)
    if (this.keeper.forget(this)) return quietly(store.leaveCustomer({ processId, userId, ticketId, refunds }))
    if (refunds.length > 0) return quietly(store.correct({ userId, corrections: refunds }))
  }

  protected giveBack(): MaybePromise<void> {
    const { store, processId } = this.keeper
    return store.leaveCustomer({ processId, userId: this.userId, ticketId: this.leaseId, refunds: [] })
  }
}

export class HeldAccountLease extends HeldLease implements AccountLease {
  private servedModel: string | null = null

  constructor(
    keeper: LeaseKeeper,
    leaseId: string,
    private readonly shard: string,
    private readonly poolId: string,
    private readonly accountId: string,
  ) {
    super(keeper, leaseId)
  }

  get places(): readonly string[] {
    return [this.accountId]
  }

  get group(): string {
    return `s:${this.shard}`
  }

  async renew(renewals: Renewals): Promise<readonly string[]> {
    const { store, processId } = this.keeper
    return await store.renewAccounts({ processId, shard: this.shard, ...renewals })
  }

  succeeded(model: string): void {
    this.servedModel = model
    if (this.isHeld) return
    const { store, processId } = this.keeper
    const { shard, accountId } = this
    inBackground(store.report({ processId, shard, accountId, model, effect: { kind: 'success' } }))
  }

  protected giveBack(): MaybePromise<void> {
    const { store, processId } = this.keeper
    const { shard, poolId, leaseId: ticketId, accountId, servedModel: model } = this
    const success = model === null ? null : { accountId, model }
    return store.leaveAccount({ processId, shard, poolId, ticketId, success })
  }
}
