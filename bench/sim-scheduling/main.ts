import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { createMemorySlots } from '@/lib/slots'
import { admit, candidates } from '../admission/calls'

type Row = { customers: number; candidates: number; microseconds: number }

/** Processor time of one admission when so many customers have a bound session and a pool has so many accounts. */
async function costOf(customers: number, accounts: number): Promise<Row> {
  const slots = createMemorySlots()
  const list = candidates(accounts, 10)
  const few = list.slice(0, 2)
  for (let i = 0; i < customers; i++) await admit(slots, few, `usr_${i}`, 'session')
  const rounds = accounts >= 1_000 ? 5_000 : 20_000
  const before = process.cpuUsage()
  for (let i = 0; i < rounds; i++) await admit(slots, list, `usr_${(i * 7_919) % customers}`, null)
  const { user, system } = process.cpuUsage(before)
  await slots.close()
  return { customers, candidates: accounts, microseconds: Number(((user + system) / rounds).toFixed(1)) }
}

const rows: Row[] = []
// The first run warms the compiler up and isn't kept.
await costOf(1_000, 50)
for (const customers of [1_000, 10_000, 100_000]) rows.push(await costOf(customers, 50))
for (const accounts of [10, 100, 1_000]) rows.push(await costOf(100_000, accounts))
const machine = `Node ${process.version}, ${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown'}`
mkdirSync('bench/results', { recursive: true })
writeFileSync('bench/results/sim-scheduling.json', `${JSON.stringify({ machine, rows }, null, 2)}\n`)
process.stdout.write(`${machine}\n${rows.map((row) => JSON.stringify(row)).join('\n')}\n`)
process.exit(0)
