import { createBatcher } from '../db/batcher'
import { createDedicatedConnection } from '../db/dedicated-connection'
import { shared } from '../process-state'
import { CallJournal } from './call-journal'
import { noFundingLeases } from './funding-leases'
import { callJournalFile } from './journal-files'
import { NotedHolds } from './noted-holds'
import { PendingList } from './pending-list'
import { runCheckpoints } from './run-checkpoints'
import { runFlush } from './run-flush'
import { runHolds } from './run-holds'
import { runLeasedHolds } from './run-leased-holds'
import { runSettlements } from './run-settlements'
import type { LedgerState } from './state-types'

const lockTimeoutMs = 250
const maxBatch = 64
const maxSettleBatch = 128
const maxWaiting = 20_000
/** A settlement holds its wallets for a few milliseconds: a hold that met one looks again soon. */
const maxHoldPauseMs = 2
const maxSettlePauseMs = 2_000
/** No answer waits for a settlement, so several share a statement even in a calm process: each locks its wallet less often. */
const settleLingerMs = 8
/** One flush makes the settlements of this long durable; until then the process keeps them. */
const flushLingerMs = 25

/**
 * Plans live as long as a connection. One made while `holds` was empty would read the table whole, or merge with it, for
 * each batch of the busy minutes after; and looking for a better plan each time costs more than the statement.
 */
const byIndexOnly =
  'SET jit = off; SET enable_seqscan = off; SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan'

function create(): LedgerState {
  const asynchronous = `SET lock_timeout = ${lockTimeoutMs}; SET synchronous_commit = off; ${byIndexOnly}`
  const state: LedgerState = {
    processId: '',
    nowMs: null,
    holdConnection: createDedicatedConnection('holds', asynchronous),
    leaseConnection: createDedicatedConnection('leases', asynchronous),
    settleConnection: createDedicatedConnection('settlements', asynchronous),
    checkpointConnection: createDedicatedConnection('checkpoints', asynchronous),
    flushConnection: createDedicatedConnection('flush', `SET synchronous_commit = on`),
    holds: createBatcher({
      run: (entries) => runHolds(state, entries),
      ...{ maxBatch, maxWaiting, maxPauseMs: maxHoldPauseMs },
    }),
    leasedHolds: createBatcher({
      run: (entries) => runLeasedHolds(state, entries),
      ...{ maxBatch, maxWaiting, maxPauseMs: maxHoldPauseMs, gathersTurn: true },
    }),
    leases: noFundingLeases(),
    noted: new NotedHolds(),
    calls: new CallJournal(
      (n) => callJournalFile(state.processId, n),
      () => state.noted.write(),
    ),
    settlements: createBatcher({
      run: (entries) => runSettlements(state, entries),
      ...{ maxBatch: maxSettleBatch, maxWaiting: Number.MAX_SAFE_INTEGER },
      ...{ maxPauseMs: maxSettlePauseMs, lingerMs: settleLingerMs },
    }),
    checkpoints: createBatcher({
      run: (entries) => runCheckpoints(state, entries),
      ...{ maxBatch: 1_000, maxWaiting, maxPauseMs: maxHoldPauseMs },
    }),
    flushes: createBatcher({
      run: (entries) => runFlush(state, entries),
      ...{ maxBatch: 10_000, maxWaiting: Number.MAX_SAFE_INTEGER, maxPauseMs: maxHoldPauseMs, lingerMs: flushLingerMs },
    }),
    pending: new PendingList(),
  }
  return state
}

/** This process's one ledger: its connections, batchers and settlements on their way. */
export const ledgerState = shared('ledger', create)
