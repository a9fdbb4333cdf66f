import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { expect, it } from 'vitest'
import { pool } from '@/lib/db/pg'
import { env } from '@/lib/env'
import { createId } from '@/lib/ids'
import { getBalance, placeHold, replayJournals, settleRequest, trialBalance } from '@/lib/ledger'
import { settleItem } from '@/lib/ledger/settle-item'
import { findUsageRecord } from '@/lib/usage'
import { createCustomer, heldRequest, hold, holdInput, ledgerForFile, settleInput, usd } from './fixtures'

const own = ledgerForFile()

async function breakConnections(admin: pg.Client): Promise<void> {
  await admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'turnpike:%' AND application_name <> 'turnpike:pool'`,
  )
}

it('no settlement is lost or doubled while connections break', { timeout: 90_000 }, async () => {
  const admin = new pg.Client({ connectionString: env().databaseUrl })
  await admin.connect()
  const customers = await Promise.all(Array.from({ length: 8 }, () => createCustomer({ balance: 100 })))
  let working = true
  let done = 0
  const breaking = (async () => {
    while (working) {
      const before = done
      // The next break waits for something to have got through: a slow machine is to be slow, not stuck.
      do await new Promise((resolve) => setTimeout(resolve, 150))
      while (working && done === before)
      await breakConnections(admin)
    }
  })()
  const work = customers.map(async (customer) => {
    let settled = 0
    for (let n = 0; n < 15; n++) {
      const request = heldRequest(customer)
      const result = await Promise.resolve(placeHold(holdInput(own.processId, request, 0.5))).catch(() => null)
      if (result?.kind !== 'held') continue
      expect((await settleRequest(settleInput(own.processId, request, 0.1))).chargedNanoUsd).toBe(usd(0.1))
      settled += 1
      done += 1
    }
    return { customer, settled }
  })
  const ended = await Promise.all(work)
  working = false
  await breaking
  await admin.end()
  expect(ended.reduce((sum, { settled }) => sum + settled, 0)).toBeGreaterThan(50)
  // Holds whose answer was lost are given back in the background.
  await expect.poll(async () => (await trialBalance()).openHolds.count, { timeout: 10_000 }).toBe(0)
  for (const { customer, settled } of ended) {
    expect(await getBalance(customer.userId)).toMatchObject({
      balanceNanoUsd: usd(100) - BigInt(settled) * usd(0.1),
      heldNanoUsd: 0n,
    })
  }
  const { invariants } = await trialBalance()
  expect(invariants.filter((invariant) => !invariant.holds)).toEqual([])
})

it('replays the journal of a process that died, and only once it is dead', async () => {
  const customer = await createCustomer({ balance: 1 })
  const dead = createId('process')
  const [first, second] = [await hold(dead, customer, 0.3), await hold(dead, customer, 0.3)]
  const folder = path.join(env().DATA_DIR, 'settlements')
  mkdirSync(folder, { recursive: true })
  const lines = [first, second].map(([request]) =>
    JSON.stringify({ ...settleItem(settleInput(dead, request, 0.2)), only_if_held: false }),
  )
  const alive = path.join(folder, `${dead}.${process.ppid}.jsonl`)
  writeFileSync(alive, `${lines.join('\n')}\n{"request_id":"req_torn`)
  expect(await replayJournals()).toBe(0)
  await pool().query(`UPDATE gateway_processes SET heartbeat_at = now() - interval '1 hour' WHERE id = $1`, [dead])
  expect(await replayJournals()).toBe(2)
  expect(readdirSync(folder)).not.toContain(path.basename(alive))
  expect(await findUsageRecord(first[0].requestId)).toMatchObject({ status: 'completed', costNanoUsd: usd(0.2) })
  expect(await getBalance(customer.userId)).toMatchObject({ balanceNanoUsd: usd(0.6), heldNanoUsd: 0n })
})
