import { writeAudit } from '../audit'
import { systemContext } from '../auth/actor-context'
import { lockRow } from '../db/lock-row'
import { inTransaction } from '../db/prisma'
import { publish } from '../redis'

const maxReasonLength = 500

/** Sets an account to `error` (no calls until an operator looks) or back to `active`; within 1 s in every process. Setting it twice is one change. */
export async function setAccountStatus(accountId: string, status: 'active' | 'error', reason: string): Promise<void> {
  const isChanged = await inTransaction(async (tx) => {
    await lockRow(tx, 'upstream_accounts', accountId)
    const row = await tx.upstreamAccount.findFirst({ where: { id: accountId, deletedAt: null } })
    if (!row || row.status === status) return false
    const statusReason = status === 'error' ? reason.slice(0, maxReasonLength) : null
    await tx.upstreamAccount.update({
      where: { id: accountId },
      data: { status, statusReason, statusSince: new Date() },
    })
    await writeAudit(tx, systemContext('gateway'), {
      action: 'upstream_account.status',
      subjectKind: 'upstream_account',
      subjectId: accountId,
      before: { status: row.status, statusReason: row.statusReason },
      after: { status, statusReason },
    })
    return true
  })
  if (isChanged) publish('account', accountId)
}
