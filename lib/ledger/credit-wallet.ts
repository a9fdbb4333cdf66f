import type { Sql } from '../db/pg'
import { pool } from '../db/pg'
import { type PlatformAccount, type TransferInput, type TransferResult, transfer } from './transfer'

export type CreditWalletInput = Pick<TransferInput, 'amountNanoUsd' | 'kind' | 'cause' | 'memo'> & {
  userId: string
  from: PlatformAccount
}

/** Adds paid credit to a customer's wallet, once for its cause. */
export async function creditWallet(input: CreditWalletInput, sql: Sql = pool()): Promise<TransferResult> {
  const { from, ...rest } = input
  return await transfer({ ...rest, debit: from, credit: 'wallet' }, sql)
}
