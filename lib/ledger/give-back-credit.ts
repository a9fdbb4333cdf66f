import { type Sql, withTransaction } from '../db/pg'
import type { NanoUsd } from '../money'
import { type TransferCause, transfer } from './transfer'

export type GiveBackInput = {
  userId: string
  /** What `takeBackCredit` was called with. */
  cause: TransferCause
  memo?: string
}

type TakenRow = { transfer_id: string; debit: string; amount: bigint }

/** Partitions are found by the transfers' ids, which their causes name. */
const query = `
  SELECT t.id AS transfer_id, t.debit_account AS debit, t.amount_nano_usd AS amount
  FROM ledger_causes c JOIN transfers t ON t.id = c.transfer_id
  WHERE c.kind IN ($1::text, $1::text || '_loss') AND c.id = $2::text AND c.user_id = $3::text`

async function giveBack(sql: Sql, input: GiveBackInput): Promise<NanoUsd> {
  const { userId, cause, memo = '' } = input
  const { rows } = await sql.query<TakenRow>(query, [cause.kind, cause.id, userId])
  let restored = 0n
  for (const { transfer_id: corrects, debit, amount: amountNanoUsd } of rows) {
    const credit = debit === 'loss' ? ('loss' as const) : ('wallet' as const)
    const reversal = { kind: `${cause.kind}_reversal`, id: corrects }
    const moved = await transfer(
      { userId, debit: 'refunds', credit, amountNanoUsd, kind: 'correction', cause: reversal, corrects, memo },
      sql,
    )
    if (credit === 'wallet' && moved.kind !== 'refused') restored += moved.movedNanoUsd
  }
  return restored
}

/** Undoes `takeBackCredit` (a dispute was won): the wallet gets back what was taken, the loss is reversed; once. Answers what the wallet got. */
export async function giveBackCredit(input: GiveBackInput, sql?: Sql): Promise<NanoUsd> {
  return sql ? await giveBack(sql, input) : await withTransaction(async (tx) => await giveBack(tx, input))
}
