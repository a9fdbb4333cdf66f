import type { Sql } from '../db/pg'
import { pool } from '../db/pg'
import { type PlatformAccount, type TransferInput, type TransferResult, transfer } from './transfer'

export type DebitWalletInput = Pick<TransferInput, 'amountNanoUsd' | 'kind' | 'cause' | 'memo'> & {
  userId: string
  to: PlatformAccount
}

/** Takes credit from a customer (paid first, then promotional), once for its cause; at most balance − held, else refused. */
export async function debitWallet(input: DebitWalletInput, sql: Sql = pool()): Promise<TransferResult> {
  const { to, ...rest } = input
  return await transfer({ ...rest, debit: 'customer', credit: to }, sql)
}
