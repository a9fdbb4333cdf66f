import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { inTransaction } from '../db/prisma'
import { prismaSql } from '../db/prisma-sql'
import { AppError } from '../errors'
import { createId } from '../ids'
import { creditWallet, debitWallet, type TransferResult } from '../ledger'
import { formatUsdExact } from '../money'
import { publish } from '../redis'
import { assertCreditLimit } from './assert-credit-limit'
import { userNotFound } from './change-user'
import type { CreditUserInput } from './schemas'

const actorOf = ({ actor }: ActorContext) =>
  actor.kind === 'token' ? actor.tokenId : actor.kind === 'system' ? actor.name : actor.userId

function movedOrThrow(result: TransferResult): Exclude<TransferResult, { kind: 'refused' }> {
  if (result.kind !== 'refused') return result
  const available = formatUsdExact(result.availableNanoUsd)
  throw new AppError(
    'conflict',
    `At most ${available} can be taken back; the rest is spent or held by running calls.`,
    {
      details: { fieldErrors: { amountNanoUsd: `at most ${result.availableNanoUsd} can be taken back` } },
    },
  )
}

/**
 * Gives a user credit, or takes some back (at most balance − held, conflict otherwise), by a transfer with actor and
 * reason; transfer and audit row come together. Repeating it with the same `causeId` moves nothing more.
 */
export async function creditUser(
  ctx: ActorContext,
  userId: string,
  input: CreditUserInput,
  causeId: string = createId('audit'),
): Promise<{ transferId: string; balanceNanoUsd: string }> {
  const { amountNanoUsd, reason } = input
  const result = await inTransaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { id: userId } })
    if (!user || user.status === 'deleted') throw userNotFound()
    await assertCreditLimit(tx, ctx, amountNanoUsd)
    const cause = { kind: 'admin_adjustment', id: `${actorOf(ctx)}:${causeId}` }
    const common = { userId, kind: 'adjustment', cause, memo: reason }
    const sql = prismaSql(tx)
    const moved = movedOrThrow(
      amountNanoUsd > 0n
        ? await creditWallet({ ...common, amountNanoUsd, from: 'adjustments' }, sql)
        : await debitWallet({ ...common, amountNanoUsd: -amountNanoUsd, to: 'adjustments' }, sql),
    )
    if (moved.kind === 'moved') {
      await writeAudit(tx, ctx, {
        action: amountNanoUsd > 0n ? 'user.credit' : 'user.debit',
        subjectKind: 'user',
        subjectId: userId,
        before: { balanceNanoUsd: moved.balanceNanoUsd - amountNanoUsd },
        after: { balanceNanoUsd: moved.balanceNanoUsd, amountNanoUsd, reason, transferId: moved.transferId },
      })
    }
    return moved
  })
  publish('user', userId)
  return { transferId: result.transferId, balanceNanoUsd: result.balanceNanoUsd.toString() }
}
