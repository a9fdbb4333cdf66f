import pg from 'pg'

const connectTimeoutMs = 10_000
const int8Type = 20

/** One connection to any database, without time limits on its statements: for tools, never for requests. `bigint` columns arrive as BigInt. */
export async function connectTo(connectionString: string, name: string): Promise<pg.Client> {
  const types = new pg.TypeOverrides()
  types.setTypeParser(int8Type, (text) => BigInt(text))
  const client = new pg.Client({
    ...{ connectionString, types, application_name: `turnpike:${name}` },
    ...{ connectionTimeoutMillis: connectTimeoutMs, keepAlive: true },
  })
  // A connection that breaks fails its statement; without a listener it would end the process.
  client.on('error', () => undefined)
  await client.connect()
  return client
}
