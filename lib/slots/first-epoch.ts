import { pool } from '../db/pg'

const statement = `INSERT INTO slot_store_memory (id, first_epoch) VALUES (1, $1)
  ON CONFLICT (id) DO UPDATE SET first_epoch = slot_store_memory.first_epoch RETURNING first_epoch`

/**
 * Keeps `epoch` as the first memory of a slot store that this installation ever admitted calls by, unless one is kept
 * already, and returns the one that is kept. Any other memory comes after a lost one, whose leases may still be running.
 */
export async function firstEpoch(epoch: string): Promise<string> {
  const { rows } = await pool().query<{ first_epoch: string }>(statement, [epoch])
  return rows[0]?.first_epoch ?? ''
}
