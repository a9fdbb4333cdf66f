import pg from 'pg'
import { logger } from '../logger'
import { connectionOptions } from './pg'

const closeTimeoutMs = 2_000

/** A statement prepared once per connection under its name. */
export type PreparedStatement = { name: string; text: string; values: readonly unknown[] }

/** One connection kept for one purpose, opened on first use and again after it broke. */
export type DedicatedConnection = {
  query<Row extends pg.QueryResultRow>(statement: PreparedStatement): Promise<Row[]>
  /** Goes up with each new connection: equal numbers prove that the server hasn't restarted in between. */
  generation(): number
  close(): Promise<void>
}

type State = {
  client: pg.Client | null
  opening: Promise<pg.Client> | null
  generation: number
  /** The statement on its way: another waits for it. */
  running: Promise<unknown> | null
}

async function open(state: State, name: string, setup: string): Promise<pg.Client> {
  const client = new pg.Client(connectionOptions(name))
  const forget = (): void => {
    if (state.client === client) state.client = null
  }
  client.on('error', (error) => {
    logger().warn({ reason: error.message, connection: name }, 'a database connection broke')
    forget()
  })
  client.on('end', forget)
  try {
    await client.connect()
    await client.query(setup)
  } catch (error) {
    // Nothing to give back but the socket; the connection is already of no use.
    void client.end().catch(() => undefined)
    // Whatever the server says while connecting (full, starting, closed to us) is about the connection, not about any statement.
    throw new Error('the database connection could not be opened', { cause: error })
  }
  state.client = client
  state.generation += 1
  return client
}

async function ready(state: State, name: string, setup: string): Promise<pg.Client> {
  if (state.client) return state.client
  state.opening ??= open(state, name, setup).finally(() => {
    state.opening = null
  })
  return await state.opening
}

/** Whether an error came from the server about the statement (true) or says that the connection itself is lost. */
export function isStatementError(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false
  // 57P0x: the server is shutting down or starting; 08xxx: connection exceptions.
  return !/^(57P0|08)/.test(error.code ?? '')
}

async function send<Row extends pg.QueryResultRow>(
  state: State,
  name: string,
  setup: string,
  { name: statementName, text, values }: PreparedStatement,
): Promise<Row[]> {
  const client = state.client ?? (await ready(state, name, setup))
  try {
    const result = await client.query<Row>({ name: statementName, text, values: [...values] })
    return result.rows
  } catch (error) {
    if (!isStatementError(error)) {
      if (state.client === client) state.client = null
      // The socket may be half dead; a second attempt opens a new one.
      void client.end().catch(() => undefined)
    }
    throw error
  }
}

/** Makes a connection of its own for one purpose; `setup` runs after each connect. */
export function createDedicatedConnection(name: string, setup: string): DedicatedConnection {
  const state: State = { client: null, opening: null, generation: 0, running: null }
  return {
    async query<Row extends pg.QueryResultRow>(statement: PreparedStatement): Promise<Row[]> {
      while (state.running !== null) await state.running.catch(() => undefined)
      const running = send<Row>(state, name, setup, statement)
      state.running = running
      try {
        return await running
      } finally {
        state.running = null
      }
    },
    generation: () => state.generation,
    async close() {
      const client = state.client
      state.client = null
      if (!client) return
      const timeout = new Promise<void>((resolve) => setTimeout(resolve, closeTimeoutMs).unref())
      await Promise.race([client.end().catch(() => undefined), timeout])
    },
  }
}
