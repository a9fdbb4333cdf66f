import { writeAuditSql } from '../audit'
import { systemContext } from '../auth/actor-context'
import { withTransaction } from '../db/pg'
import { publish } from '../redis'

const maxReasonLength = 500

type StatusRow = { status: 'active' | 'error'; status_reason: string | null }

const lockStatement =
  'SELECT status, status_reason FROM upstream_accounts WHERE id = $1 AND deleted_at IS NULL FOR UPDATE'
const updateStatement = `UPDATE upstream_accounts
  SET status = $2, status_reason = $3, status_since = now(), updated_at = now() WHERE id = $1`

/** Sets an account to `error` (no calls until an operator looks) or back to `active`; within 1 s in every process. Setting it twice is one change. */
export async function setAccountStatus(accountId: string, status: 'active' | 'error', reason: string): Promise<void> {
  const isChanged = await withTransaction(async (tx) => {
    const { rows } = await tx.query<StatusRow>(lockStatement, [accountId])
    const [row] = rows
    if (!row || row.status === status) return false
    const statusReason = status === 'error' ? reason.slice(0, maxReasonLength) : null
    await tx.query(updateStatement, [accountId, status, statusReason])
    await writeAuditSql(tx, systemContext('gateway'), {
      action: 'upstream_account.status',
      subjectKind: 'upstream_account',
      subjectId: accountId,
      before: { status: row.status, statusReason: row.status_reason },
      after: { status, statusReason },
    })
    return true
  })
  if (isChanged) publish('account', accountId)
}
