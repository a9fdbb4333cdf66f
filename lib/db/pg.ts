import pg from 'pg'
import { env } from '../env'
import { logger } from '../logger'
import { processState } from '../process-state'

const connectTimeoutMs = 5_000
const statementTimeoutMs = 15_000
/** Above the server's own limit, so that a dead network is noticed too. */
const answerTimeoutMs = 20_000
const idleTimeoutMs = 60_000
const maxPoolConnections = 10
const int8Type = 20

/** Whatever can run a statement: the pool, a raw transaction, or a Prisma transaction through `prismaSql`. */
export type Sql = {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>
}

/** How every raw connection is opened; `bigint` columns arrive as BigInt. */
export function connectionOptions(name: string): pg.ClientConfig {
  const types = new pg.TypeOverrides()
  types.setTypeParser(int8Type, (text) => BigInt(text))
  return {
    connectionString: env().databaseUrl,
    application_name: `turnpike:${name}`,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: answerTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    keepAlive: true,
    types,
  }
}

/** The process's one pool of raw connections for everything but holds and settlements. */
export function pool(): pg.Pool {
  return processState('db.pool', () => {
    const created = new pg.Pool({
      ...connectionOptions('pool'),
      max: maxPoolConnections,
      idleTimeoutMillis: idleTimeoutMs,
    })
    // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
    created.on('error', (error) => logger().warn({ reason: error.message }, 'an idle database connection broke'))
    return created
  })
}

/** Runs `work` in one transaction: commits when it resolves, rolls back when it throws. */
export async function withTransaction<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
  const client = await pool().connect()
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    const rolledBack = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    )
    client.release(!rolledBack)
    throw error
  }
}
