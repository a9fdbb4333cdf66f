import { closeLedger } from '../ledger'
import { logger } from '../logger'
import { stopTracing } from '../metrics'
import { closeBus } from '../redis'
import { closeSlots } from '../slots'
import { stopSignal } from './disconnect'
import { inFlight } from './in-flight'
import { pendingSettlements } from './pending-settlements'
import { closeAgents } from './upstream-agents'

/** Ends gateway work cleanly: running calls get `graceMs`, everything is settled, leases are given back. */
export async function stopGateway(graceMs: number): Promise<void> {
  const running = inFlight()
  running.closing = true
  running.refusing = true
  const left = await running.drained(graceMs)
  if (left > 0) {
    logger().warn({ left }, 'calls still running at the deadline are ended')
    stopSignal().abort()
    await running.drained(5_000)
  }
  await pendingSettlements().all()
  await closeSlots()
  await closeLedger()
  await closeAgents()
  await closeBus()
  await stopTracing()
}
