import { pool } from '../db/pg'
import { idFloor } from '../ids'
import { allTokensSql, errorOwnerSql, isFailedSql } from './failed-calls'
import type { TodayTotals } from './types'

type Row = {
  requests: bigint
  tokens: string
  charged: string
  cost: string
  loss: string
  customer: bigint
  us: bigint
  upstream: bigint
}

const failedOf = (owner: string) =>
  `count(*) FILTER (WHERE ${isFailedSql} AND ${errorOwnerSql} = '${owner}') AS ${owner}`

const statement = `SELECT count(*) AS requests, coalesce(sum${allTokensSql}, 0)::text AS tokens,
    coalesce(sum(charged_nano_usd), 0)::text AS charged, coalesce(sum(cost_nano_usd), 0)::text AS cost,
    coalesce(sum(loss_nano_usd), 0)::text AS loss,
    ${failedOf('customer')}, ${failedOf('us')}, ${failedOf('upstream')}
  FROM usage_records WHERE request_id >= $1`

/** What all calls admitted since an instant add up to, from their records. */
export async function totalsSince(sinceMs: number): Promise<TodayTotals> {
  const { rows } = await pool().query<Row>(statement, [idFloor('request', sinceMs)])
  const row = rows[0]
  if (!row) throw new Error('an aggregate without GROUP BY always answers one row')
  return {
    requests: Number(row.requests),
    tokens: Number(row.tokens),
    chargedNanoUsd: row.charged,
    costNanoUsd: row.cost,
    lossNanoUsd: row.loss,
    failed: { customer: Number(row.customer), us: Number(row.us), upstream: Number(row.upstream) },
  }
}
