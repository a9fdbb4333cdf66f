import { pool } from '../db/pg'
import { toJson } from '../db/to-json'
import { logger } from '../logger'
import { processState } from '../process-state'

export type AccountError = { failure: string; status: number | null; model: string; requestId: string; message: string }

const writeEveryMs = 5_000
const maxAccounts = 10_000
const maxMessageLength = 500

/** Keeps an account's last error for the panel; at most one write in 5 s per account, never awaited by a call. */
export function recordAccountError(accountId: string, error: AccountError, nowMs: number = Date.now()): void {
  const written = processState('account-errors', () => new Map<string, number>())
  if (nowMs - (written.get(accountId) ?? 0) < writeEveryMs) return
  if (written.size >= maxAccounts) written.clear()
  written.set(accountId, nowMs)
  const lastError = toJson({ ...error, message: error.message.slice(0, maxMessageLength), at: new Date(nowMs) })
  pool()
    .query('UPDATE upstream_accounts SET last_error = $2, updated_at = now() WHERE id = $1', [
      accountId,
      JSON.stringify(lastError),
    ])
    .catch((cause: unknown) => {
      // For display only; the next error writes it again.
      logger().warn({ accountId, error: String(cause) }, 'an account’s last error could not be kept')
    })
}
