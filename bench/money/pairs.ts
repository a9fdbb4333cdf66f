import pg from 'pg'
import { createId } from '@/lib/ids'
import type { HeldRequest, SettleInput } from '@/lib/ledger'
import { heldRequestJson } from '@/lib/ledger/held-request-json'
import { settleItem } from '@/lib/ledger/settle-item'

export type Customer = { userId: string; keyId: string; poolId: string }

/** A plain call of a customer, as the gateway would hold it. */
export function requestOf(customer: Customer): HeldRequest {
  const createdAtMs = Date.now()
  return {
    ...{ requestId: createId('request', createdAtMs), ...customer, protocol: 'openai', endpoint: 'responses' },
    ...{ stream: true, playground: false, requestedModel: 'bench', serviceTier: null, priceVersionId: 'price_bench' },
    ...{ rateMultiplier: 1_000_000n, inputTokens: 10, createdAtMs },
  }
}

/** How that call ended. */
export function settlementOf(request: HeldRequest, processId: string): SettleInput {
  return {
    ...{ request, processId, fundedBy: 'wallet', subscriptionId: null, heldNanoUsd: 5_000_000n, leased: null },
    status: 'completed',
    ...{ errorCode: null, endReason: null, accountId: 'acct_bench', upstreamModel: 'bench' },
    priceVersionId: 'price_bench',
    usage: {
      ...{ input: 10, cachedInput: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 20, reasoning: 0 },
      ...{ media: {}, toolCalls: {} },
    },
    ...{ usageSource: 'provider', costNanoUsd: 1_234n, attempts: [], responseId: null },
    ...{ queueMs: 0, firstTokenMs: 12, durationMs: 100 },
  }
}

type Pair = { pair: (customer: Customer) => Promise<void>; close: () => Promise<void> }

/** The same two SQL functions, one call a statement, each committed durably by itself: what batching is measured against. */
export async function unbatchedPair(url: string, processId: string, connections: number): Promise<Pair> {
  const pool = new pg.Pool({ connectionString: url, max: connections })
  await Promise.all(Array.from({ length: connections }, () => pool.query('SELECT 1')))
  return {
    async pair(customer) {
      const request = requestOf(customer)
      const held = JSON.stringify(heldRequestJson(request))
      await pool.query({
        ...{ name: 'hold', text: 'SELECT place_plain_hold($1, $2, $3, $4, $5, $6, $7)' },
        values: [request.requestId, customer.userId, customer.keyId, '5000000', held, processId, new Date()],
      })
      const item = { ...settleItem(settlementOf(request, processId)), n: 0 }
      await pool.query({
        ...{ name: 'settle', text: 'SELECT * FROM settle_requests($1, $2, $3, $4)' },
        values: [JSON.stringify([item]), processId, true, new Date()],
      })
    },
    close: async () => await pool.end(),
  }
}
