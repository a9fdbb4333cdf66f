import { dropProcessState } from '../process-state'
import { closeFundingLeases } from './funding-leases'
import { ledgerState } from './ledger-state'
import { heartbeat } from './start-ledger'

const flushTimeoutMs = 10_000

/** Waits (10 s at most) until every settlement is durable, then closes the ledger's connections; the journal keeps the rest. */
export async function closeLedger(): Promise<void> {
  const state = ledgerState()
  const timeout = new Promise<void>((resolve) => setTimeout(resolve, flushTimeoutMs).unref())
  const flushed = async (): Promise<void> => {
    state.noted.write()
    await state.leasedHolds.idle()
    await state.settlements.idle()
    await closeFundingLeases(state)
    await state.holds.idle()
    await state.checkpoints.idle()
    await state.flushes.idle()
  }
  await Promise.race([flushed(), timeout])
  const own = heartbeat()
  if (own.timer) clearInterval(own.timer)
  if (own.replayTimer) clearInterval(own.replayTimer)
  dropProcessState('ledger.heartbeat')
  const { holdConnection, leaseConnection, settleConnection, checkpointConnection, flushConnection } = state
  const connections = [holdConnection, leaseConnection, settleConnection, checkpointConnection, flushConnection]
  await Promise.all(connections.map((connection) => connection.close()))
  state.calls.close()
  dropProcessState('ledger')
}
