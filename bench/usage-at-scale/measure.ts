import { closePool } from '@/lib/db/close-pool'
import { pool } from '@/lib/db/pg'
import { closePrisma } from '@/lib/db/prisma'
import { rollUpUsage } from '@/lib/usage'
import { type Case, cases } from './cases'

type Statement = { text: string; values: unknown[] }
type PlanNode = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Loops'?: number
  Plans?: PlanNode[]
}
type Plan = { Plan: PlanNode & { 'Shared Hit Blocks': number; 'Shared Read Blocks': number } }
export type Measured = { name: string; firstMs: number; medianMs: number; plans: string[] }

const runs = 7
const recorded: Statement[] = []

function startRecording(): void {
  const own = pool()
  const query = own.query.bind(own)
  Object.assign(own, {
    query: (text: unknown, values?: unknown[]) => {
      if (typeof text === 'string') recorded.push({ text, values: values ?? [] })
      return Reflect.apply(query, own, [text, values])
    },
  })
}

function collect(node: PlanNode, seen: Map<string, Set<string>>): void {
  const table = node['Relation Name']
  // A node that was never entered (a partition that was cut away while running) cost nothing.
  if (table && node['Actual Loops'] !== 0) {
    const name = `${node['Node Type']} on ${table.replace(/_(\d{6}|default)$/, '')}`
    seen.set(name, new Set([...(seen.get(name) ?? []), table]))
  }
  for (const child of node.Plans ?? []) collect(child, seen)
}

/** Which tables a statement really reads, how, and how many pages. */
async function explain({ text, values }: Statement): Promise<string> {
  const { rows } = await pool().query<{ 'QUERY PLAN': Plan[] }>(
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`,
    values,
  )
  const plan = rows[0]?.['QUERY PLAN'][0]
  if (!plan) return ''
  const seen = new Map<string, Set<string>>()
  collect(plan.Plan, seen)
  const pages = plan.Plan['Shared Hit Blocks'] + plan.Plan['Shared Read Blocks']
  const scans = [...seen].map(([name, tables]) => (tables.size > 1 ? `${name} (${tables.size} partitions)` : name))
  return `${scans.join(', ')}; ${pages} pages`
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await run()
  return performance.now() - begun
}

async function measureCase({ name, run, once = false }: Case): Promise<Measured> {
  recorded.length = 0
  const firstMs = await timed(run)
  const statements = recorded
    .splice(0)
    .filter(({ text }) => /usage_|transfers/.test(text) && /^\s*(SELECT|WITH)/.test(text))
  const times: number[] = []
  for (let i = 0; i < (once ? 0 : runs); i++) times.push(await timed(run))
  times.sort((a, b) => a - b)
  const plans = once ? [] : [...new Set(await Promise.all(statements.slice(0, 4).map(explain)))]
  return { name, firstMs, medianMs: times[Math.floor(times.length / 2)] ?? firstMs, plans }
}

function useDatabase(url: string): void {
  const secret = 'bench-bench-bench-bench-bench-bench-bench'
  Object.assign(process.env, {
    ...{ EMBEDDED_DATABASE_URL: url, NEXTAUTH_SECRET: secret, KEY_PEPPER: `v1:${secret}` },
    CREDENTIAL_KEY: `v1:${Buffer.alloc(32, 1).toString('base64')}`,
  })
}

/** Brings the roll-ups up to now and counts what there is. */
export async function rollUp(url: string, say: (text: string) => void): Promise<Record<string, string>> {
  useDatabase(url)
  say(`first roll-up: ${Math.round(await timed(rollUpUsage))} ms`)
  const { rows } = await pool().query<Record<string, string>>(
    `SELECT (SELECT count(*) FROM usage_records)::text AS records, (SELECT count(*) FROM usage_rollups)::text AS rollups,
      (SELECT count(*) FROM transfers)::text AS transfers, pg_size_pretty(pg_database_size(current_database())) AS bytes`,
  )
  await pool().query('ANALYZE usage_rollups')
  say(JSON.stringify(rows[0]))
  return rows[0] ?? {}
}

/** Runs what the dashboards, the statement and the jobs run, and answers the times and the plans. */
export async function measureQueries(say: (text: string) => void): Promise<Measured[]> {
  startRecording()
  const results: Measured[] = []
  for (const each of cases()) {
    const result = await measureCase(each).catch((error: unknown) => ({
      ...{ name: each.name, firstMs: -1, medianMs: -1, plans: [String(error)] },
    }))
    results.push(result)
    say(`${result.medianMs.toFixed(1).padStart(9)} ms (first ${result.firstMs.toFixed(0)})  ${result.name}`)
    for (const plan of result.plans) say(`             ${plan}`)
  }
  return results
}

/** Gives the connections back. */
export async function disconnect(): Promise<void> {
  await closePrisma()
  await closePool()
}
