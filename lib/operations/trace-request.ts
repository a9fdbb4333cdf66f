import { pool } from '../db/pg'
import { prisma } from '../db/prisma'
import { AppError } from '../errors'

export type TracedTransfer = {
  id: string
  kind: string
  debitAccount: string
  creditAccount: string
  amountNanoUsd: string
  memo: string
  createdAt: string
}

/** Money still set aside for a call that runs. */
export type TracedHold = { amountNanoUsd: string; fundedBy: string; processId: string; createdAt: string }

export type RequestTrace = {
  hold: TracedHold | null
  transfers: TracedTransfer[]
  /** Names of everything the request touched, by id. */
  names: Record<string, string>
}

export type TraceInput = {
  requestId: string
  userId: string | null
  keyId: string | null
  poolId: string | null
  accountIds: readonly string[]
}

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

async function namesOf(input: TraceInput): Promise<Record<string, string>> {
  const { userId, keyId, poolId, accountIds } = input
  const [user, key, pooled, accounts] = await Promise.all([
    userId === null ? null : prisma().user.findUnique({ where: { id: userId }, select: { id: true, email: true } }),
    keyId === null ? null : prisma().apiKey.findUnique({ where: { id: keyId }, select: { id: true, name: true } }),
    poolId === null
      ? null
      : prisma().accountPool.findUnique({ where: { id: poolId }, select: { id: true, name: true } }),
    prisma().upstreamAccount.findMany({ where: { id: { in: [...accountIds] } }, select: { id: true, name: true } }),
  ])
  const named = [user && { id: user.id, name: user.email }, key, pooled, ...accounts]
  return Object.fromEntries(named.flatMap((entry) => (entry ? [[entry.id, entry.name]] : [])))
}

/** What belongs to a request beside its record: the open hold, every transfer it caused, and the names it stands for. */
export async function traceRequest(input: TraceInput): Promise<RequestTrace> {
  const { requestId } = input
  if (requestId.length > 64) throw new AppError('not_found', 'There is no such request.')
  const [hold, transfers, names] = await Promise.all([
    prisma().hold.findUnique({ where: { requestId } }),
    pool().query<TransferRow>(
      `SELECT id, kind, debit_account, credit_account, amount_nano_usd, memo, created_at FROM transfers
       WHERE id = ANY($1::text[]) ORDER BY id`,
      [legs.map((leg) => requestId + leg)],
    ),
    namesOf(input),
  ])
  return {
    names,
    hold: hold && {
      amountNanoUsd: hold.amountNanoUsd.toString(),
      fundedBy: hold.fundedBy,
      processId: hold.processId,
      createdAt: hold.createdAt.toISOString(),
    },
    transfers: transfers.rows.map((row) => ({
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
