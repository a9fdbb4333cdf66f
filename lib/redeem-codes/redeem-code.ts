import { writeAudit } from '../audit'
import { consumeLimit } from '../auth/rate-limits'
import type { ActorContext } from '../auth/types'
import { lockRow } from '../db/lock-row'
import { inTransaction, type Prisma } from '../db/prisma'
import { prismaSql } from '../db/prisma-sql'
import { AppError } from '../errors'
import { grantPromotion } from '../ledger'
import { publish } from '../redis'
import { grantSubscription } from '../subscriptions'
import { hashedCode, maskOf, whereCode } from './hashed-code'
import type { RedeemCodeRow } from './redeem-code-json'

const dayMs = 86_400_000

export type Redeemed =
  | { kind: 'credit'; amountNanoUsd: bigint; expiresAt: Date | null; balanceNanoUsd: bigint }
  | { kind: 'plan_days'; planId: string; planName: string; periodEnd: string }

type Tx = Prisma.TransactionClient

function refuse(message: string, code: 'conflict' | 'not_found' = 'conflict'): AppError {
  return new AppError(code, message, { details: { fieldErrors: { code: message } } })
}

async function lockCode(tx: Tx, text: string): Promise<RedeemCodeRow> {
  const where = whereCode(text)
  const found = await tx.redeemCode.findFirst({ where, select: { id: true } })
  if (!found) throw refuse('This code is not known. Check it for typing mistakes.', 'not_found')
  await lockRow(tx, 'redeem_codes', found.id)
  const row = await tx.redeemCode.findUniqueOrThrow({ where: { id: found.id } })
  if (row.disabledAt) throw refuse('This code is no longer valid.')
  if (row.expiresAt && row.expiresAt <= new Date()) throw refuse('This code has expired.')
  return row
}

async function give(ctx: ActorContext, tx: Tx, userId: string, row: RedeemCodeRow): Promise<Redeemed> {
  if (row.kind === 'plan_days') {
    const { planId, planDays } = row
    if (planId === null || planDays === null) throw new Error(`code ${row.id} has no plan`)
    const periodEnd = new Date(Date.now() + planDays * dayMs)
    const view = await grantSubscription(ctx, userId, { planId, periodEnd }, tx)
    return { kind: 'plan_days', planId, planName: view.planName, periodEnd: view.periodEnd }
  }
  if (row.amountNanoUsd === null) throw new Error(`code ${row.id} has no amount`)
  const expiresAt = row.creditDays === null ? null : new Date(Date.now() + row.creditDays * dayMs)
  const moved = await grantPromotion(
    {
      ...{ userId, amountNanoUsd: row.amountNanoUsd, expiresAt, kind: 'redeem', memo: maskOf(row) },
      cause: { kind: 'redeem', id: `${row.id}:${userId}` },
    },
    prismaSql(tx),
  )
  return { kind: 'credit', amountNanoUsd: row.amountNanoUsd, expiresAt, balanceNanoUsd: moved.balanceNanoUsd }
}

/**
 * Gives a customer what a code promises: credit or days of a plan. Each customer uses a code once, all together at most
 * `maxRedemptions` times, however many try at once. Throws not_found for an unknown code, conflict for a used one,
 * rate_limited for who seems to guess.
 */
export async function redeemCode(ctx: ActorContext, userId: string, code: string): Promise<Redeemed> {
  await consumeLimit('redeemCode', userId)
  const result = await inTransaction(async (tx) => {
    const row = await lockCode(tx, code)
    const used = await tx.codeRedemption.findUnique({ where: { codeId_userId: { codeId: row.id, userId } } })
    if (used) throw refuse('You have used this code already.')
    if (row.redeemed >= row.maxRedemptions) throw refuse('This code has been used up.')
    await tx.codeRedemption.create({ data: { codeId: row.id, userId } })
    await tx.redeemCode.update({ where: { id: row.id }, data: { redeemed: row.redeemed + 1, ...hashedCode(code) } })
    const given = await give(ctx, tx, userId, row)
    const after = { userId, kind: row.kind, redeemed: row.redeemed + 1 }
    await writeAudit(tx, ctx, { action: 'redeem_code.redeem', subjectKind: 'redeem_code', subjectId: row.id, after })
    return given
  })
  publish(result.kind === 'credit' ? 'user' : 'subscription', userId)
  return result
}
