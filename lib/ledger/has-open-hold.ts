import { pool } from '../db/pg'
import { ledgerState } from './ledger-state'

/** Whether a request of this user's is admitted and not settled yet. */
export async function hasOpenHold(requestId: string, userId: string): Promise<boolean> {
  if (ledgerState().noted.has(requestId, userId)) return true
  const { rows } = await pool().query('SELECT 1 FROM holds WHERE request_id = $1 AND user_id = $2', [requestId, userId])
  return rows.length > 0
}
