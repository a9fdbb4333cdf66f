import { type Sql, withTransaction } from '../db/pg'
import type { NanoUsd } from '../money'
import { type TransferCause, transfer } from './transfer'

export type TakeBackInput = {
  userId: string
  amountNanoUsd: NanoUsd
  kind: 'refund' | 'dispute'
  /** The Stripe object that took the money: it is taken back once. */
  cause: TransferCause
  /** The transfer that had given it. */
  corrects?: string
  memo?: string
}

export type TakeBackResult = {
  /** False: this cause was handled before; the amounts are those of then. */
  first: boolean
  takenNanoUsd: NanoUsd
  /** Had been spent already (or is held by running calls): our loss, and a flag on the customer. */
  lossNanoUsd: NanoUsd
  balanceNanoUsd: NanoUsd
}

async function takeBack(sql: Sql, input: TakeBackInput): Promise<TakeBackResult> {
  const { userId, amountNanoUsd, kind, cause } = input
  const common = {
    userId,
    kind,
    memo: input.memo ?? '',
    ...(input.corrects === undefined ? {} : { corrects: input.corrects }),
  }
  const taken = await transfer(
    { ...common, cause, debit: 'wallet', credit: 'refunds', amountNanoUsd, partial: true },
    sql,
  )
  // Taking what is there is never refused.
  if (taken.kind === 'refused') throw new Error('a partial transfer was refused')
  const lossNanoUsd = amountNanoUsd - taken.movedNanoUsd
  if (taken.kind === 'moved' && lossNanoUsd > 0n) {
    const lossCause = { kind: `${cause.kind}_loss`, id: cause.id }
    await transfer({ ...common, cause: lossCause, debit: 'loss', credit: 'refunds', amountNanoUsd: lossNanoUsd }, sql)
    await sql.query('UPDATE users SET loss_flagged_at = coalesce(loss_flagged_at, now()) WHERE id = $1', [userId])
  }
  return {
    ...{ first: taken.kind === 'moved', takenNanoUsd: taken.movedNanoUsd, lossNanoUsd },
    balanceNanoUsd: taken.balanceNanoUsd,
  }
}

/**
 * Takes paid credit back after a refund or a lost dispute, once for its cause. The wallet stops at zero (and at what
 * running calls hold); the rest is booked as our loss and the customer flagged. In the caller's transaction or its own.
 */
export async function takeBackCredit(input: TakeBackInput, sql?: Sql): Promise<TakeBackResult> {
  return sql ? await takeBack(sql, input) : await withTransaction(async (tx) => await takeBack(tx, input))
}
