import { pool } from '../db/pg'
import { logger } from '../logger'
import { costOf, findPrice, findPriceVersion, type TokenUsage } from '../pricing'
import { processState } from '../process-state'
import { type HeldRequestJson, heldRequestFromJson } from './held-request-json'
import { settleRequest } from './settle-request'
import { heartbeat } from './start-ledger'
import type { HeldRequest, SettleInput } from './types'

/** A process that hasn't been heard of for so long has lost its holds. */
const defaultLeaseSeconds = 30
const maxSwept = 500

type Row = {
  request_id: string
  user_id: string
  process_id: string
  amount_nano_usd: bigint
  funded_by: 'wallet' | 'subscription'
  subscription_id: string | null
  request: HeldRequestJson
  checkpoint: { usage: TokenUsage; accountId: string | null; upstreamModel: string | null } | null
  checkpoint_at: Date | null
  created_at: Date
}

const noUsage: TokenUsage = {
  ...{ input: 0, cachedInput: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, reasoning: 0, media: {}, toolCalls: {} },
}

/** Neither a database just started nor a process just back may judge others by heartbeats that could not arrive. */
async function mayJudge(leaseSeconds: number): Promise<boolean> {
  const since = heartbeat().steadySinceMs
  if (since === null || Date.now() - since < leaseSeconds * 1_000) return false
  const text = 'SELECT pg_postmaster_start_time() < now() - make_interval(secs => $1) AS steady'
  const { rows } = await pool().query<{ steady: boolean }>(text, [leaseSeconds])
  return rows[0]?.steady ?? false
}

async function priceOf(request: HeldRequest, upstreamModel: string | null) {
  const used = upstreamModel === null ? null : findPrice(upstreamModel, request.createdAtMs)
  return used ?? (await findPriceVersion(request.priceVersionId))
}

async function settlementOf(row: Row): Promise<SettleInput> {
  const request = heldRequestFromJson(row.request)
  const { usage, accountId, upstreamModel } = row.checkpoint ?? { usage: noUsage, accountId: null, upstreamModel: null }
  // No upstream byte seen, or no output: nothing was delivered, so nothing is charged.
  const hasOutput = usage.output > 0
  const price = hasOutput ? await priceOf(request, upstreamModel) : null
  const multiplierMillionths = request.rateMultiplier
  const { serviceTier } = request
  const { checkpoint_at: seenAt, created_at: createdAt } = row
  return {
    ...{ request, processId: row.process_id, fundedBy: row.funded_by, subscriptionId: row.subscription_id },
    ...{ heldNanoUsd: row.amount_nano_usd, leased: null, status: price ? 'interrupted' : 'voided', errorCode: null },
    ...{ endReason: 'process_lost', accountId, upstreamModel, priceVersionId: price?.id ?? null, usage },
    usageSource: price ? 'estimated' : 'none',
    costNanoUsd: price ? costOf({ usage, price, multiplierMillionths, serviceTier }).costNanoUsd : 0n,
    ...{ attempts: [], responseId: null, queueMs: 0, firstTokenMs: null },
    durationMs: Math.max(0, (seenAt ?? createdAt).getTime() - createdAt.getTime()),
  }
}

/** All holds are read only now and then: what processes that are gone left open stands in their counters. */
const readAllEvery = 12

/** Whether it is worth reading all holds: a process that is gone began more than it ended, or it's time to be sure. */
async function mayFindHolds(leaseSeconds: number): Promise<boolean> {
  const own = processState('ledger.sweep', () => ({ looks: 0 }))
  if (own.looks++ % readAllEvery === 0) return true
  const { rows } = await pool().query(
    `SELECT 1 FROM gateway_processes WHERE heartbeat_at < now() - make_interval(secs => $1)
     AND admitted > settled + voided LIMIT 1`,
    [leaseSeconds],
  )
  return rows.length > 0
}

async function findLeftHolds(leaseSeconds: number): Promise<Row[]> {
  // Young holds of a process that came back this moment are its own business.
  const { rows } = await pool().query<Row>(
    `SELECT h.* FROM holds h LEFT JOIN gateway_processes p ON p.id = h.process_id
     WHERE (p.id IS NULL OR p.heartbeat_at < now() - make_interval(secs => $1))
       AND coalesce(h.checkpoint_at, h.created_at) < now() - make_interval(secs => $1)
     ORDER BY h.created_at LIMIT ${maxSwept}`,
    [leaseSeconds],
  )
  return rows
}

/** What processes that are gone had leased goes back to the wallets. */
async function closeLeftLeases(leaseSeconds: number): Promise<void> {
  await pool().query(
    `SELECT close_leases(l.process_id, array_agg(l.user_id)) FROM funding_leases l
     LEFT JOIN gateway_processes p ON p.id = l.process_id
     WHERE p.id IS NULL OR p.heartbeat_at < now() - make_interval(secs => $1) GROUP BY l.process_id`,
    [leaseSeconds],
  )
}

/**
 * Settles the holds of processes that are gone from their last checkpoints (voided where nothing was delivered), and
 * answers how many. Waits one whole lease after the database's start and after this process's own heartbeat began.
 */
export async function sweepHolds(options: { leaseSeconds?: number; force?: boolean } = {}): Promise<number> {
  const leaseSeconds = options.leaseSeconds ?? defaultLeaseSeconds
  if (!options.force && !(await mayJudge(leaseSeconds))) return 0
  await pool().query(
    `UPDATE gateway_processes SET swept_at = now()
     WHERE swept_at IS NULL AND heartbeat_at < now() - make_interval(secs => $1)`,
    [leaseSeconds],
  )
  const rows = options.force || (await mayFindHolds(leaseSeconds)) ? await findLeftHolds(leaseSeconds) : []
  await closeLeftLeases(leaseSeconds)
  for (const row of rows) {
    const settled = await settleRequest(await settlementOf(row))
    if (!settled.first) await pool().query('SELECT drop_settled_hold($1, $2)', [row.request_id, row.user_id])
    logger().warn({ requestId: settled.requestId, processId: row.process_id }, 'settled for a process that is gone')
  }
  return rows.length
}
