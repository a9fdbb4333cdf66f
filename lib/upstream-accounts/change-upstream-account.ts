import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { lockRow } from '../db/lock-row'
import { inTransaction, type Prisma } from '../db/prisma'
import { AppError } from '../errors'
import { publish } from '../redis'
import type { UpstreamAccountView } from './schemas'
import { type UpstreamAccountWithPools, upstreamAccountJson, withPools } from './upstream-account-json'

type Change = (
  row: UpstreamAccountWithPools,
  tx: Prisma.TransactionClient,
) => Promise<Prisma.UpstreamAccountUncheckedUpdateInput>

/** There is no such account (any more). */
export function accountNotFound(): AppError {
  return new AppError('not_found', 'There is no such upstream account.')
}

/** Changes one account under its row's lock, with its audit row; every process sees it within 1 s. */
export async function changeUpstreamAccount(
  ctx: ActorContext,
  accountId: string,
  action: string,
  change: Change,
): Promise<UpstreamAccountView> {
  const where = { id: accountId }
  const view = await inTransaction(async (tx) => {
    await lockRow(tx, 'upstream_accounts', accountId)
    const before = await tx.upstreamAccount.findFirst({ where: { ...where, deletedAt: null }, include: withPools })
    if (!before) throw accountNotFound()
    const data = await change(before, tx)
    const row = await tx.upstreamAccount.update({
      where,
      data: { ...data, version: before.version + 1 },
      include: withPools,
    })
    const after = upstreamAccountJson(row)
    await writeAudit(tx, ctx, {
      action,
      subjectKind: 'upstream_account',
      subjectId: accountId,
      before: upstreamAccountJson(before),
      after,
    })
    return after
  })
  publish('account', accountId)
  return view
}
