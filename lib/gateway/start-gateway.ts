import { version } from '../../package.json'
import { env } from '../env'
import { startLedger } from '../ledger'
import { setLogLevel } from '../logger'
import { setGauge, startTracing } from '../metrics'
import { loadPrices } from '../pricing'
import { dropProcessState, processState } from '../process-state'
import { loadSettings, settings } from '../settings'
import { slots } from '../slots'
import { processId } from './call'
import { inFlight } from './in-flight'
import { pendingSettlements } from './pending-settlements'
import { slotLimits } from './slot-limits'

/** Makes this process ready to answer gateway calls: settings, prices, ledger. Once per process, whichever door asks first. */
export function startGateway(): Promise<void> {
  return processState('gateway-start', () =>
    start().catch((error: unknown) => {
      // The next call tries again: a database that was away at the start may be back.
      dropProcessState('gateway-start')
      throw error
    }),
  )
}

async function start(): Promise<void> {
  setLogLevel(env().LOG_LEVEL)
  await startTracing(version)
  await loadSettings()
  slots(slotLimits)
  await loadPrices()
  const heartbeatMs = Math.min(5_000, settings().processLeaseMs / 5)
  await startLedger({ processId: processId(), role: env().ROLE, version, heartbeatMs, leasesFunds: true })
  setGauge('turnpike_in_flight', 'Gateway requests in flight.', () => inFlight().count)
  setGauge(
    'turnpike_pending_settlements',
    'Settlements not yet confirmed by the database.',
    () => pendingSettlements().size,
  )
}
