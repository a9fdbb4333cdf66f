import type { CliContext } from './types'
import { UsageError } from './usage-error'

/** The database that --database, DATABASE_URL or the local start names. */
export function databaseAddress(given: string | undefined, { environment }: CliContext): string {
  const address = given ?? environment['DATABASE_URL'] ?? environment['EMBEDDED_DATABASE_URL']
  if (address === undefined) throw new UsageError('Which database? Pass --database postgresql://… or set DATABASE_URL.')
  return address
}
