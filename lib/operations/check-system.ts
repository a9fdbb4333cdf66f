import { version } from '../../package.json'
import { pool } from '../db/pg'
import { env } from '../env'
import { slots } from '../slots'

export type SystemCheck = {
  version: string
  node: string
  role: string
  isLocal: boolean
  publicUrl: string
  startedAt: string
  memoryBytes: number
  database: {
    version: string
    sizeBytes: number
    connections: number
    maxConnections: number
    answerMs: number
    clockSkewMs: number
  }
  store: { kind: 'memory' | 'redis'; reachable: boolean; answerMs: number }
}

type Row = { version: string; size: string; connections: bigint; max: string; now: Date }

const statement = `SELECT current_setting('server_version') AS version,
  pg_database_size(current_database())::text AS size,
  (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections,
  current_setting('max_connections') AS max, clock_timestamp() AS now`

async function checkDatabase(): Promise<SystemCheck['database']> {
  const begun = performance.now()
  const { rows } = await pool().query<Row>(statement)
  const answerMs = performance.now() - begun
  const row = rows[0]
  if (!row) throw new Error('a SELECT without FROM always answers one row')
  return {
    version: row.version,
    sizeBytes: Number(row.size),
    connections: Number(row.connections),
    maxConnections: Number(row.max),
    answerMs,
    clockSkewMs: Math.round(row.now.getTime() - (Date.now() - answerMs / 2)),
  }
}

async function checkStore(): Promise<SystemCheck['store']> {
  const begun = performance.now()
  const reachable = await slots().ping()
  const kind = env().REDIS_URL === undefined ? 'memory' : 'redis'
  return { kind, reachable, answerMs: performance.now() - begun }
}

/** This process, its database and its slot store as they answer now. */
export async function checkSystem(): Promise<SystemCheck> {
  const [database, store] = await Promise.all([checkDatabase(), checkStore()])
  return {
    version,
    node: process.version,
    role: env().ROLE,
    isLocal: env().isLocal,
    publicUrl: env().PUBLIC_URL,
    startedAt: new Date(Date.now() - process.uptime() * 1_000).toISOString(),
    memoryBytes: process.memoryUsage.rss(),
    database,
    store,
  }
}
