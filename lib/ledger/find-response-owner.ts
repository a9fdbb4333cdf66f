import { pool } from '../db/pg'

/** Which upstream account made a response of this user's, from the durable copy; null when it is unknown, another's or older than 30 days. */
export async function findResponseOwner(
  userId: string,
  responseId: string,
): Promise<{ accountId: string; tokens: number } | null> {
  const { rows } = await pool().query<{ account_id: string; tokens: bigint }>(
    'SELECT account_id, input_tokens + output_tokens AS tokens FROM upstream_responses WHERE user_id = $1 AND response_id = $2 AND expires_at > now()',
    [userId, responseId],
  )
  const row = rows[0]
  return row ? { accountId: row.account_id, tokens: Number(row.tokens) } : null
}
