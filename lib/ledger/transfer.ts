import { pool, type Sql } from '../db/pg'
import { createId } from '../ids'
import type { NanoUsd } from '../money'
import { ledgerState } from './ledger-state'
import { statementTime } from './state-types'

export const platformAccounts = [
  'revenue',
  'stripe_clearing',
  'promotions',
  'loss',
  'adjustments',
  'refunds',
  'subscriptions',
] as const
export type PlatformAccount = (typeof platformAccounts)[number]

/** What makes a rare transfer unique: the same kind and id never move money twice. */
export type TransferCause = { kind: string; id: string }

export type TransferInput = {
  userId: string | null
  /** `customer` = paid credit first, then promotional credit. */
  debit: PlatformAccount | 'wallet' | 'promo' | 'customer'
  credit: PlatformAccount | 'wallet' | 'promo'
  amountNanoUsd: NanoUsd
  /** top_up | refund | dispute | adjustment | promotion | redeem | subscription | correction … */
  kind: string
  cause: TransferCause
  memo?: string
  /** The transfer that this one corrects. */
  corrects?: string
  /** When promotional credit ends; absent = never. */
  expiresAt?: Date | null
  /** Take what is there instead of refusing when it is less. */
  partial?: boolean
}

export type TransferResult =
  | {
      /** `repeated`: this cause moved money before; `moved…` is what it moved then. */
      kind: 'moved' | 'repeated'
      transferId: string
      movedNanoUsd: NanoUsd
      balanceNanoUsd: NanoUsd
    }
  /** Balance − held is less than the amount: nothing moved. */
  | { kind: 'refused'; availableNanoUsd: NanoUsd; balanceNanoUsd: NanoUsd }

type Row = {
  transfer_id: string | null
  outcome: 'moved' | 'repeated' | 'refused'
  moved: bigint
  balance_after: bigint | null
  available: bigint | null
}

const statement = `SELECT * FROM move_money($1::text, $2::text, $3::text, $4::text, $5::text::bigint, $6::text, $7::text,
  $8::text, $9::text, $10::text, $11::timestamptz, $12::boolean, $13::text, $14::timestamptz)`

/**
 * Moves one amount from a debit account to a credit account, once for its cause. Customers never go below what is held.
 * Locks the customer's wallet until the transaction of `sql` ends. Throws when the user doesn't exist.
 */
export async function transfer(input: TransferInput, sql: Sql = pool()): Promise<TransferResult> {
  const state = ledgerState()
  const { rows } = await sql.query<Row>(statement, [
    ...[createId('transfer', state.nowMs?.()), input.userId, input.debit, input.credit, input.amountNanoUsd.toString()],
    ...[input.kind, input.cause.kind, input.cause.id, input.corrects ?? null, input.memo ?? ''],
    ...[input.expiresAt ?? null, input.partial ?? false, state.processId, statementTime(state)],
  ])
  const row = rows[0]
  if (!row) throw new Error('move_money answered nothing')
  const balanceNanoUsd = row.balance_after ?? 0n
  if (row.outcome === 'refused' || row.transfer_id === null) {
    return { kind: 'refused', availableNanoUsd: row.available ?? 0n, balanceNanoUsd }
  }
  return { kind: row.outcome, transferId: row.transfer_id, movedNanoUsd: row.moved, balanceNanoUsd }
}
