import { hostname } from 'node:os'
import { pool } from '../db/pg'
import { logger } from '../logger'
import { processState } from '../process-state'
import { startFundingLeases } from './funding-leases'
import { ledgerState } from './ledger-state'
import { replayJournals } from './replay-journals'

const defaultHeartbeatMs = 5_000
/** In a container each life has the same pid: only its heartbeat says that the one before is gone, half a minute later. */
const replayEveryMs = 40_000

export type Heartbeat = {
  timer: NodeJS.Timeout | null
  replayTimer: NodeJS.Timeout | null
  /** Since when every heartbeat has succeeded; null = the last one failed. */
  steadySinceMs: number | null
  /** The process's row is there: later beats needn't wait for the disk. */
  isEntered: boolean
}

/** This process's heartbeat as the sweeper judges it. */
export function heartbeat(): Heartbeat {
  return processState(
    'ledger.heartbeat',
    (): Heartbeat => ({ timer: null, replayTimer: null, steadySinceMs: null, isEntered: false }),
  )
}

async function beat(processId: string, role: string, version: string): Promise<void> {
  const own = heartbeat()
  try {
    // Clears `swept_at`: holds are swept one by one by their own age, so a process that came back goes on.
    // Holds and settlements count on this row: it must not stay locked until a disk has written it.
    await pool().query(
      `INSERT INTO gateway_processes (id, role, host, pid, version)
       SELECT $1::text, $2::text, $3::text, $4::int, $5::text
       FROM set_config('synchronous_commit', CASE WHEN $6 THEN 'on' ELSE 'off' END, true) AS commits WHERE commits <> ''
       ON CONFLICT (id) DO UPDATE SET heartbeat_at = now(), swept_at = NULL,
         role = excluded.role, host = excluded.host, pid = excluded.pid, version = excluded.version`,
      [processId, role, hostname(), process.pid, version, !own.isEntered],
    )
    own.isEntered = true
    own.steadySinceMs ??= Date.now()
  } catch (error) {
    own.steadySinceMs = null
    logger().warn({ err: error }, 'the heartbeat did not reach the database')
  }
}

function replay(): void {
  void replayJournals().catch((error) => logger().error({ err: error }, 'a journal cannot be replayed'))
}

/**
 * Enters this process in the registry, keeps its heartbeat going and settles what its predecessors left in journals.
 * Called once before the first hold; throws when the database can't be reached.
 */
export async function startLedger(options: {
  processId: string
  role: string
  /** How often it says that it lives: several times within the lease after which it counts as gone. */
  heartbeatMs?: number
  version?: string
  /** Admit busy customers' calls from leases of their wallets. */
  leasesFunds?: boolean
  /** Only for tests with a fake clock. */
  nowMs?: () => number
}): Promise<void> {
  const { processId, role, version = '' } = options
  const state = ledgerState()
  state.processId = processId
  state.nowMs = options.nowMs ?? null
  await pool().query('SELECT 1')
  await beat(processId, role, version)
  const own = heartbeat()
  const everyMs = options.heartbeatMs ?? defaultHeartbeatMs
  own.timer ??= setInterval(() => void beat(processId, role, version), everyMs)
  own.timer.unref()
  if (options.leasesFunds) startFundingLeases(state)
  replay()
  own.replayTimer ??= setInterval(replay, replayEveryMs)
  own.replayTimer.unref()
}
