import pg from 'pg'

const connectTimeoutMs = 5_000

/** Whether a pool could send a call to an account that isn't the simulator's: then no demo call is made, it might cost money. */
export async function hasPaidAccount(databaseUrl: string, poolId: string, simulatorUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: connectTimeoutMs })
  await client.connect()
  try {
    const { rowCount } = await client.query(
      `SELECT 1 FROM pool_members m JOIN upstream_accounts a ON a.id = m.account_id
       WHERE m.pool_id = $1 AND NOT starts_with(a.base_url, $2) LIMIT 1`,
      [poolId, simulatorUrl],
    )
    return rowCount !== 0
  } finally {
    await client.end()
  }
}
