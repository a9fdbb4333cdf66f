import pg from 'pg'
import { connectionOptions, type Sql } from './pg'

/**
 * Runs a job's `work` in one transaction on a connection of its own: a statement may take `timeoutMs` instead of the
 * seconds that a page may wait, and the process's pool keeps all its connections.
 */
export async function withLongTransaction<T>(
  name: string,
  timeoutMs: number,
  work: (tx: Sql) => Promise<T>,
): Promise<T> {
  const limits = { statement_timeout: timeoutMs, query_timeout: timeoutMs + 5_000 }
  const client = new pg.Client({ ...connectionOptions(name), ...limits })
  // A connection that breaks fails its statement; without a listener it would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } finally {
    // Without a commit the server rolls back when the connection ends.
    await client.end()
  }
}
