import { pool } from '../../db/pg'
import type { ReadInput, Reading } from '../types'

const gibibyte = 1_073_741_824

/** Seconds that the oldest received but unprocessed Stripe event has been waiting; 0 when none does. */
export async function readWebhookLag({ nowMs }: ReadInput): Promise<Reading[]> {
  const { rows } = await pool().query<{ oldest: Date | null; count: bigint }>(
    `SELECT min(received_at) AS oldest, count(*) AS count FROM stripe_events WHERE status <> 'processed'`,
  )
  const { oldest = null, count = 0n } = rows[0] ?? {}
  const seconds = oldest === null ? 0 : Math.max(0, Math.round((nowMs - oldest.getTime()) / 1_000))
  return [{ label: 'stripe', value: seconds, ...(count > 0n ? { reason: `${count} events wait` } : {}) }]
}

/** Percent of the volume of DATA_DIR that is free, on the machine that runs the jobs. */
export async function readDiskFree({ probes }: ReadInput): Promise<Reading[]> {
  return [{ label: 'data', value: Math.round((await probes.freeDiskShare()) * 1_000) / 10 }]
}

/** Size of the database in GiB: a server on another machine doesn't tell how much room it has left. */
export async function readDatabaseSize(): Promise<Reading[]> {
  const { rows } = await pool().query<{ bytes: string }>('SELECT pg_database_size(current_database())::text AS bytes')
  return [{ label: 'database', value: Number(rows[0]?.bytes ?? 0) / gibibyte }]
}
