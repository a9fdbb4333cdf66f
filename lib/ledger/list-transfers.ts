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
  WHERE id >= '${prefix}' AND id < '${prefix}' || $1::text
    AND ($2::text IS NULL OR user_id = $2) AND ($3::text IS NULL OR kind = $3)
  ORDER BY id DESC LIMIT $4)`

const query = `SELECT * FROM (${family('req_')} UNION ALL ${family('xfer_')}) t
  ORDER BY substr(id, strpos(id, '_') + 1) DESC LIMIT $4`

const afterEverything = '~'
const timePart = (id: string) => id.slice(id.indexOf('_') + 1)

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

/** Transfers newest first (those of a request by when it came in), of everyone or of one customer, with the cursor of the next page. */
export async function listTransfers(input: ListTransfersInput = {}): Promise<Page<TransferView>> {
  const limit = Math.min(maxPageSize, Math.max(1, input.limit ?? defaultPageSize))
  const { rows } = await pool().query<Row>(query, [
    input.cursor ?? afterEverything,
    input.userId ?? null,
    input.kind ?? null,
    limit + 1,
  ])
  const data = rows.slice(0, limit).map(transferView)
  const last = data.at(-1)
  return { data, nextCursor: rows.length > limit && last ? timePart(last.id) : null }
}
