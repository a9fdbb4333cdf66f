import { describe, expect, it } from 'vitest'
import { pool } from '@/lib/db/pg'
import { createId } from '@/lib/ids'
import { type AttemptRecord, type SettleInput, settleRequest } from '@/lib/ledger'
import { ownLatency, rollUpUsage } from '@/lib/usage'
import { createCustomer, heldRequest, ledgerForFile, settleInput } from '../ledger/fixtures'

const own = ledgerForFile()
const dayMs = 86_400_000

function attempt(ownMs?: number): AttemptRecord {
  return {
    ...{ accountId: 'acct_test', status: 200, failure: null, headerMs: 400, firstTokenMs: 500, bytes: 10 },
    upstreamRequestId: null,
    ...(ownMs === undefined ? {} : { ownMs }),
  }
}

describe('our own added latency', () => {
  it('is the median and the 95th percentile of each day, of calls that one try answered, and stays when rolled up again', async () => {
    const customer = await createCustomer({ balance: 100 })
    const settleAt = async (createdAtMs: number, overrides: Partial<SettleInput>) => {
      const request = heldRequest(customer, { createdAtMs, requestId: createId('request', createdAtMs) })
      await settleRequest(settleInput(own.processId, request, 0.01, overrides))
    }
    const today = Math.floor(Date.now() / dayMs) * dayMs
    const earlier = today - 10 * dayMs + 3_600_000
    const yesterday = today - dayMs + 3_600_000
    for (let n = 0; n < 18; n++) await settleAt(yesterday + n, { attempts: [attempt(2.5)] })
    for (let n = 0; n < 2; n++) await settleAt(yesterday + n, { attempts: [attempt(40)] })
    await settleAt(earlier, { attempts: [attempt(800)] })
    // None of these says what we took: a second try, a failure, a record from before it was measured.
    await settleAt(yesterday, { attempts: [attempt(9_000), attempt()] })
    await settleAt(yesterday, { attempts: [attempt(9_000)], status: 'failed' })
    await settleAt(yesterday, { attempts: [attempt()] })
    await pool().query("UPDATE usage_records SET settled_at = settled_at - interval '1 minute'")
    await rollUpUsage()
    await rollUpUsage()
    const { rows } = await pool().query('SELECT sum(calls)::int AS calls FROM own_latency_rollups')
    expect(rows).toEqual([{ calls: 21 }])

    const { recent, days } = await ownLatency()
    expect(days).toHaveLength(90)
    expect(days.filter((day) => day !== null)).toHaveLength(2)
    const seen = days[88]
    expect(seen).toEqual(recent)
    expect(seen?.medianMs).toBeGreaterThanOrEqual(2)
    expect(seen?.medianMs).toBeLessThanOrEqual(3)
    expect(seen?.p95Ms).toBeGreaterThanOrEqual(30)
    expect(seen?.p95Ms).toBeLessThanOrEqual(50)
    expect(days[79]?.medianMs).toBeGreaterThanOrEqual(500)
    expect(days[79]?.medianMs).toBeLessThanOrEqual(1_000)
  })
})
