import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { closePool } from '@/lib/db/close-pool'
import { pool } from '@/lib/db/pg'
import { createId } from '@/lib/ids'
import { closeLedger, creditWallet, placeHold, type SettleInput, settleRequest, startLedger } from '@/lib/ledger'
import { startEmbeddedPostgres } from '../../dev/embedded-postgres'
import { migrateDatabase } from '../../prisma/migrate'
import { type Customer, requestOf, settlementOf, unbatchedPair } from './pairs'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    output: { type: 'string', default: 'bench/results/money.json' },
  },
})
const seconds = Number(values.seconds)
const customers = 200
const directConnections = 16
const processId = createId('process')

type Measured = { name: string; concurrency: number; perSecond: number; p50Ms: number; p99Ms: number }

async function makeCustomers(): Promise<Customer[]> {
  const made: Customer[] = []
  await pool().query("INSERT INTO account_pools (id, name, updated_at) VALUES ('pool_bench', 'bench', now())")
  for (let n = 0; n < customers; n++) {
    const customer = { userId: createId('user'), keyId: createId('apiKey'), poolId: 'pool_bench' }
    const { userId, keyId } = customer
    await pool().query('INSERT INTO users (id, email, updated_at) VALUES ($1, $2, now())', [
      userId,
      `${userId}@example.com`,
    ])
    await pool().query(
      `INSERT INTO api_keys (id, user_id, pool_id, name, key_prefix, key_last_four, key_hash, pepper_version, updated_at)
       VALUES ($1, $2, 'pool_bench', 'bench', 'p', '0000', $1, 1, now())`,
      [keyId, userId],
    )
    await creditWallet({
      ...{ userId, amountNanoUsd: 1_000_000_000_000n, from: 'adjustments', kind: 'adjustment', memo: 'bench' },
      cause: { kind: 'bench', id: userId },
    })
    made.push(customer)
  }
  return made
}

/** As the gateway does it: one shared connection for holds, one for settlements, batches that gather by themselves. */
async function batchedPair(customer: Customer): Promise<void> {
  const request = requestOf(customer)
  const held = await placeHold({ request, amountNanoUsd: 5_000_000n, processId })
  if (held.kind !== 'held') throw new Error(`a hold was ${held.kind}`)
  const settlement: SettleInput = settlementOf(request, processId)
  await settleRequest(settlement)
}

async function run(
  name: string,
  concurrency: number,
  pick: (n: number) => Customer,
  pair: (of: Customer) => Promise<void>,
) {
  const times: number[] = []
  let next = 0
  const loop = async (untilMs: number, keep: boolean) => {
    while (performance.now() < untilMs) {
      const begun = performance.now()
      await pair(pick(next++))
      if (keep) times.push(performance.now() - begun)
    }
  }
  const lanes = async (forMs: number, keep: boolean) => {
    const until = performance.now() + forMs
    await Promise.all(Array.from({ length: concurrency }, () => loop(until, keep)))
  }
  await lanes(1_000, false)
  const begun = performance.now()
  await lanes(seconds * 1_000, true)
  const took = performance.now() - begun
  times.sort((a, b) => a - b)
  const at = (share: number) => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(2))
  const perSecond = Math.round((times.length / took) * 1_000)
  const measured: Measured = { name, concurrency, perSecond, p50Ms: at(0.5), p99Ms: at(0.99) }
  console.log(
    `${String(perSecond).padStart(7)} pairs/s  p50 ${measured.p50Ms} ms  p99 ${measured.p99Ms} ms  ${name}, ${concurrency} at once`,
  )
  return measured
}

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'turnpike-bench-money-'))
const server = await startEmbeddedPostgres({ directory, database: 'bench', durable: true })
const secret = 'bench-bench-bench-bench-bench-bench-bench'
Object.assign(process.env, {
  ...{ EMBEDDED_DATABASE_URL: server.url(), NEXTAUTH_SECRET: secret, KEY_PEPPER: `v1:${secret}`, DATA_DIR: directory },
  ...{ CREDENTIAL_KEY: `v1:${Buffer.alloc(32, 1).toString('base64')}`, LOG_LEVEL: 'warn' },
})
try {
  await migrateDatabase({ connectionString: server.url() })
  await startLedger({ processId, role: 'all' })
  const all = await makeCustomers()
  const [one] = all
  if (!one) throw new Error('there is no customer')
  const anyone = (n: number) => all[n % all.length] ?? one
  const direct = await unbatchedPair(server.url(), processId, directConnections)
  const results: Measured[] = []
  for (const concurrency of [1, 32, 128])
    results.push(await run('batched, 200 customers', concurrency, anyone, batchedPair))
  results.push(await run('batched, one customer', 32, () => one, batchedPair))
  for (const concurrency of [1, directConnections]) {
    results.push(await run('not batched, each its own durable transactions', concurrency, anyone, direct.pair))
  }
  results.push(await run('not batched, one customer', directConnections, () => one, direct.pair))
  await direct.close()
  const { rows } = await pool().query<{ wrong: number }>(
    `SELECT count(*)::int AS wrong FROM wallets w WHERE balance_nano_usd < 0 OR held_nano_usd <>
       (SELECT coalesce(sum(amount_nano_usd), 0) FROM holds h WHERE h.user_id = w.user_id)`,
  )
  if (rows[0]?.wrong !== 0) throw new Error('the books are wrong after the run')
  const machine = `${os.cpus().length} × ${os.cpus()[0]?.model ?? 'CPU'}, load ${os.loadavg()[0]?.toFixed(1)}`
  fs.mkdirSync(path.dirname(values.output), { recursive: true })
  fs.writeFileSync(values.output, `${JSON.stringify({ machine, node: process.version, seconds, results }, null, 2)}\n`)
} finally {
  await closeLedger()
  await closePool()
  await server.stop()
  fs.rmSync(directory, { recursive: true, force: true })
}
