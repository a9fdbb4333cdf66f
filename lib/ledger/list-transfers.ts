import { defaultPageSize, maxPageSize, type Page } from '../db/page'
import { pool } from '../db/pg'

/** A transfer as it is shown: the amount is a decimal string of nano-USD. */
export type TransferView = {
  id: string
  userId: string | null
  debitAccount: string
  creditAccount: string
  amountNanoUsd: string
  kind: string
  requestId: string | null
  causeKind: string | null
  causeId: string | null
  /** The transfer that this one corrects. */
  corrects: string | null
  memo: string
  createdAt: string
}

export type ListTransfersInput = {
  userId?: string | undefined
  kind?: string | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

type Row = {
  id: string
  user_id: string | null
  debit_account: string
  credit_account: string
  amount_nano_usd: bigint
  kind: string
  request_id: string | null
  cause_kind: string | null
  cause_id: string | null
  corrects: string | null
  memo: string
  created_at: Date
}

/** Ids sort by time behind their prefix; each family is read along its own index. */
const family = (prefix: 'req_' | 'xfer_') => `(SELECT * FROM transfers
  WHERE id >= '${prefix}' AND id < '${prefix}' || $1::text AND ($2::text IS NULL OR kind = $2)
  ORDER BY id DESC LIMIT $3)`

const queryAll = `SELECT * FROM (${family('req_')} UNION ALL ${family('xfer_')}) t
  ORDER BY substr(id, strpos(id, '_') + 1) DESC LIMIT $3`

/** One customer's are read along the index of customer and time, however many others' lie between them. */
const queryUser = `SELECT * FROM transfers
  WHERE user_id = $1::text AND ($2::text IS NULL OR kind = $2)
    AND ($3::timestamptz IS NULL OR created_at < $3 OR (created_at = $3 AND id < $4::text))
    AND ($3::timestamptz IS NULL OR created_at <= $3)
  ORDER BY created_at DESC, id DESC LIMIT $5`

const afterEverything = '~'
const timePart = (id: string) => id.slice(id.indexOf('_') + 1)

/** Where a customer's page ended: `<milliseconds>.<id>`. */
function readUserCursor(cursor: string | undefined): [Date | null, string | null] {
  const [, ms, id] = /^(\d{1,15})\.(\w{1,100})$/.exec(cursor ?? '') ?? []
  return ms === undefined || id === undefined ? [null, null] : [new Date(Number(ms)), id]
}

function transferView(row: Row): TransferView {
  return {
    id: row.id,
    userId: row.user_id,
    debitAccount: row.debit_account,
    creditAccount: row.credit_account,
    amountNanoUsd: row.amount_nano_usd.toString(),
    kind: row.kind,
    requestId: row.request_id,
    causeKind: row.cause_kind,
    causeId: row.cause_id,
    corrects: row.corrects,
    memo: row.memo,
    createdAt: row.created_at.toISOString(),
  }
}

async function readRows(input: ListTransfersInput, limit: number): Promise<Row[]> {
  const { userId, kind, cursor } = input
  const values =
    userId === undefined
      ? [cursor ?? afterEverything, kind ?? null, limit]
      : [userId, kind ?? null, ...readUserCursor(cursor), limit]
  return (await pool().query<Row>(userId === undefined ? queryAll : queryUser, values)).rows
}

/**
 * Transfers newest first, with the cursor of the next page: of everyone those of a request by when it came in, of one
 * customer all by when they were made.
 */
export async function listTransfers(input: ListTransfersInput = {}): Promise<Page<TransferView>> {
  const limit = Math.min(maxPageSize, Math.max(1, input.limit ?? defaultPageSize))
  const rows = await readRows(input, limit + 1)
  const data = rows.slice(0, limit).map(transferView)
  const last = data.at(-1)
  if (rows.length <= limit || !last) return { data, nextCursor: null }
  const nextCursor = input.userId === undefined ? timePart(last.id) : `${Date.parse(last.createdAt)}.${last.id}`
  return { data, nextCursor }
}
