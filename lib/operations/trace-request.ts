import { pool } from '../db/pg'
import { prisma } from '../db/prisma'

export type TracedTransfer = {
  id: string
  kind: string
  debitAccount: string
  creditAccount: string
  amountNanoUsd: string
  memo: string
  createdAt: string
}

/** Money set aside for a call that runs. */
export type TracedHold = {
  userId: string
  keyId: string
  amountNanoUsd: string
  fundedBy: string
  processId: string
  createdAt: string
}

export type RequestTrace = { hold: TracedHold | null; transfers: TracedTransfer[] }

type TransferRow = {
  id: string
  kind: string
  debit_account: string
  credit_account: string
  amount_nano_usd: bigint
  memo: string
  created_at: Date
}

// A request's transfers are named after it, one suffix for each leg of its settlement and of a later correction.
const legs = ['_1', '_2', '_3', '_4', '_5', '_6', '_7', '_8']

/** What belongs to a request beside its record: the hold while it runs, and every transfer it caused. */
export async function traceRequest(requestId: string): Promise<RequestTrace> {
  const [hold, { rows }] = await Promise.all([
    prisma().hold.findUnique({ where: { requestId } }),
    pool().query<TransferRow>(
      `SELECT id, kind, debit_account, credit_account, amount_nano_usd, memo, created_at FROM transfers
       WHERE id = ANY($1::text[]) ORDER BY id`,
      [legs.map((leg) => requestId + leg)],
    ),
  ])
  return {
    hold: hold && {
      userId: hold.userId,
      keyId: hold.keyId,
      amountNanoUsd: hold.amountNanoUsd.toString(),
      fundedBy: hold.fundedBy,
      processId: hold.processId,
      createdAt: hold.createdAt.toISOString(),
    },
    transfers: rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      debitAccount: row.debit_account,
      creditAccount: row.credit_account,
      amountNanoUsd: row.amount_nano_usd.toString(),
      memo: row.memo,
      createdAt: row.created_at.toISOString(),
    })),
  }
}
