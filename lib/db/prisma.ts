import { PrismaPg } from '@prisma/adapter-pg'
import { env } from '../env'
import { logger } from '../logger'
import { dropProcessState, processState } from '../process-state'
import { Prisma, PrismaClient } from './generated/client'

export type { PrismaClient } from './generated/client'
export { Prisma } from './generated/client'

/** The client itself or the one of a running transaction: what a verb needs to read and write. */
export type DatabaseClient = PrismaClient | Prisma.TransactionClient

const maxConnections = 10
const connectTimeoutMs = 5_000
const idleTimeoutMs = 30_000
const statementTimeoutMs = 30_000
const transactionWaitMs = 5_000
const transactionTimeoutMs = 20_000

function createClient(): PrismaClient {
  const adapter = new PrismaPg(
    {
      connectionString: env().databaseUrl,
      max: maxConnections,
      connectionTimeoutMillis: connectTimeoutMs,
      idleTimeoutMillis: idleTimeoutMs,
      statement_timeout: statementTimeoutMs,
      application_name: 'turnpike-prisma',
    },
    {
      // A connection that breaks while idle is replaced by the pool; unheard, the event would end the process.
      onPoolError: (error) => logger().warn({ error: error.message }, 'a database connection broke'),
      onConnectionError: (error) => logger().warn({ error: error.message }, 'a database connection broke'),
    },
  )
  return new PrismaClient({
    adapter,
    transactionOptions: { maxWait: transactionWaitMs, timeout: transactionTimeoutMs },
  })
}

/** The process's one Prisma client, for everything that isn't on the hot path (that uses `lib/db/pg`). */
export function prisma(): PrismaClient {
  return processState('prisma', createClient)
}

/** Runs `work` in one transaction: all of it is committed, or none when it throws. */
export async function inTransaction<T>(work: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> {
  return await prisma().$transaction(work)
}

/** Closes the client's connections; the next `prisma()` opens new ones. */
export async function closePrisma(): Promise<void> {
  const client = processState('prisma', createClient)
  dropProcessState('prisma')
  await client.$disconnect()
}

/** Whether a database error is a row that a unique index refused. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}

/** Whether a database error is a row that wasn't there. */
export function isMissingRow(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025'
}

/** Whether a database error is a transaction that found no connection or didn't end in its time: the database is too busy. */
export function isTransactionTimeout(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && (error.code === 'P2028' || error.code === 'P2024')
}
