import type { Batcher } from '../db/batcher'
import type { DedicatedConnection } from '../db/dedicated-connection'
import type { CallJournal } from './call-journal'
import type { FundingLeases } from './funding-leases'
import type { NotedHolds } from './noted-holds'
import type { PendingList } from './pending-list'
import type { SettleItem } from './settle-item'
import type { CheckpointInput, CheckpointResult, PlaceHoldInput, PlaceHoldResult, SettleResult } from './types'

/** A settlement's first outcome, and the flush connection's generation under which it has to be flushed. */
export type SettleAnswer = {
  result: SettleResult
  generation: number
  /** Settled beside the lease that had admitted it. */
  leaseIsWhole?: boolean
}

/** A checkpoint's outcome; durable when it has been flushed under this generation, at once when there is none. */
export type CheckpointAnswer = { result: CheckpointResult; generation: number | null }

/** One process's ledger. */
export type LedgerState = {
  processId: string
  /** Statements that need the time of a fake clock get it here; null = the database's own. */
  nowMs: (() => number) | null
  holdConnection: DedicatedConnection
  /** For holds drawn on leases: nothing on it ever waits for a wallet. */
  leaseConnection: DedicatedConnection
  settleConnection: DedicatedConnection
  /** For what happens each second: checkpoints and leases. */
  checkpointConnection: DedicatedConnection
  flushConnection: DedicatedConnection
  holds: Batcher<PlaceHoldInput, PlaceHoldResult>
  /** True = written; false = the lease doesn't cover it, ask the wallet. */
  leasedHolds: Batcher<PlaceHoldInput, boolean>
  leases: FundingLeases
  /** Holds admitted from leases that have no row. */
  noted: NotedHolds
  calls: CallJournal
  settlements: Batcher<SettleItem, SettleAnswer | Error>
  checkpoints: Batcher<CheckpointInput, CheckpointAnswer>
  flushes: Batcher<number, boolean>
  pending: PendingList
}

/** The time a statement runs at: null leaves it to the database. */
export function statementTime(state: LedgerState): Date | null {
  return state.nowMs === null ? null : new Date(state.nowMs())
}
