import { describe, expect, it } from 'vitest'
import { pool } from '@/lib/db/pg'
import { createId } from '@/lib/ids'
import { settleRequest } from '@/lib/ledger'
import { createCustomer, heldRequest, ledgerForFile, settleInput } from './fixtures'

const own = ledgerForFile()

describe('transfers', () => {
  it.each([
    'UPDATE transfers SET amount_nano_usd = 1',
    'DELETE FROM transfers',
    'TRUNCATE transfers',
    ...['transfers_default', `transfers_req_${new Date().toISOString().slice(0, 7).replace('-', '')}`].flatMap(
      (table) => [...[`UPDATE ${table} SET amount_nano_usd = 1`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]],
    ),
  ])('refuse: %s', async (sql) => {
    const customer = await createCustomer({ balance: 1 })
    const old = heldRequest(customer, { requestId: createId('request', 0) })
    await settleRequest(settleInput(own.processId, old, 0.1))
    await settleRequest(settleInput(own.processId, heldRequest(customer), 0.1))
    await expect(pool().query(sql)).rejects.toThrow('append-only')
  })
})

describe('partitions', () => {
  it('exist three months ahead, and take in what the default one caught', async () => {
    const customer = await createCustomer({ balance: 1 })
    const future = Date.UTC(2031, 4, 15)
    const request = heldRequest(customer, { requestId: createId('request', future) })
    await settleRequest(settleInput(own.processId, request, 0.1))
    const where = async () =>
      (
        await pool().query('SELECT tableoid::regclass::text AS name FROM usage_records WHERE request_id = $1', [
          request.requestId,
        ])
      ).rows
    expect(await where()).toEqual([{ name: 'usage_records_default' }])
    await pool().query(`SELECT ensure_partitions('2031-05-01', 1)`)
    expect(await where()).toEqual([{ name: 'usage_records_203105' }])
    const { rows } = await pool().query(
      'SELECT tableoid::regclass::text AS name FROM transfers WHERE request_id = $1',
      [request.requestId],
    )
    expect(rows).toEqual([{ name: 'transfers_req_203105' }])
    await expect(pool().query('DELETE FROM transfers_req_203105')).rejects.toThrow('append-only')
    await expect(pool().query('TRUNCATE transfers_req_203105')).rejects.toThrow('append-only')
    await expect(pool().query('DELETE FROM transfers_default')).rejects.toThrow('append-only')
  })
  it('are few for a query about one user and a month', async () => {
    const { rows } = await pool().query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT * FROM usage_records WHERE user_id = 'usr_1' AND request_id >= id_floor('req', now() - interval '1 day')
         AND request_id < id_floor('req', now())`,
    )
    const touched = rows.filter((row) => /Scan.*usage_records_\d/.test(row['QUERY PLAN']))
    expect(touched.length).toBeLessThanOrEqual(2)
  })
})
