import { pool } from '../db/pg'
import { idFloor } from '../ids'

/** What an account's tries of the last hour came to. */
export type AccountRecord = {
  accountId: string
  attempts: number
  succeeded: number
  /** Tries after whose failure another account was tried. */
  switched: number
}

type Row = { account_id: string; attempts: bigint; succeeded: bigint; switched: bigint }

const windowMs = 3_600_000

const statement = `SELECT attempt->>'accountId' AS account_id, count(*) AS attempts,
    count(*) FILTER (WHERE attempt->>'failure' IS NULL) AS succeeded,
    count(*) FILTER (WHERE attempt->>'failure' IS NOT NULL AND place < jsonb_array_length(attempts)) AS switched
  FROM usage_records, jsonb_array_elements(attempts) WITH ORDINALITY AS tries(attempt, place)
  WHERE request_id >= $1 GROUP BY 1`

/** Tries and successes per account over the last hour; accounts without a try are left out. */
export async function accountRecords(nowMs: number = Date.now()): Promise<AccountRecord[]> {
  const { rows } = await pool().query<Row>(statement, [idFloor('request', nowMs - windowMs)])
  return rows.map((row) => ({
    accountId: row.account_id,
    attempts: Number(row.attempts),
    succeeded: Number(row.succeeded),
    switched: Number(row.switched),
  }))
}
