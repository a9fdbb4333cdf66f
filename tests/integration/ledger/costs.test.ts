import { expect, it } from 'vitest'
import { pool } from '@/lib/db/pg'
import { createId } from '@/lib/ids'
import { checkCosts, settleRequest } from '@/lib/ledger'
import { createCustomer, heldRequest, ledgerForFile, settleInput } from './fixtures'

const own = ledgerForFile()
const dayMs = 86_400_000

it('the transfers of every request are compared with its cost, the oldest too; a wrong one is found until it is right', async () => {
  const customer = await createCustomer({ balance: 10 })
  const ids: string[] = []
  for (const daysAgo of [200, 100, 3, 0]) {
    const createdAtMs = Date.now() - daysAgo * dayMs
    const request = heldRequest(customer, { requestId: createId('request', createdAtMs), createdAtMs })
    await settleRequest(settleInput(own.processId, request, 0.1))
    ids.push(request.requestId)
  }
  // Newer than what one run reaches: several runs work the past off.
  let checked = 0
  for (let run = 0; run < 6; run++) checked += (await checkCosts()).checked
  expect(checked).toBeGreaterThanOrEqual(ids.length)
  const { reachedAt } = await checkCosts()
  expect(reachedAt?.getTime()).toBeGreaterThan(Date.now() - dayMs)
  const change =
    'UPDATE usage_records SET cost_nano_usd = cost_nano_usd + $1, loss_nano_usd = loss_nano_usd + $1 WHERE request_id = $2'
  await pool().query(change, [1, ids[3]])
  expect((await checkCosts()).wrong).toBe(1)
  expect((await checkCosts()).wrong).toBe(1)
  await pool().query(change, [-1, ids[3]])
  expect((await checkCosts()).wrong).toBe(0)
})
