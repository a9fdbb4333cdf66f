import path from 'node:path'
import { parseArgs } from 'node:util'
import { restoreBackup } from '../../lib/backup'
import { databaseAddress } from '../database-address'
import { type Command, exitCodes } from '../types'
import { only } from '../verbs'

/** turnpike restore FILE */
export const restoreCommand: Command = {
  name: 'restore',
  usage: 'restore FILE [--database ADDRESS]',
  summary: 'Puts a backup into an empty database, all of it and checked, or nothing',
  run: async (args, context) => {
    const options = { database: { type: 'string' } } as const
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const file = path.resolve(context.directory, only(positionals, 'file'))
    const done = await restoreBackup({
      ...{ connectionString: databaseAddress(values.database, context), file },
      migrationsDirectory: path.resolve(context.directory, 'prisma/migrations'),
    })
    context.out(
      `${done.rows} rows of ${Object.keys(done.tables).length} tables, as they were at ${done.header.createdAt}`,
    )
    const broken = done.invariants.filter(({ holds }) => !holds)
    context.out(
      broken.length === 0
        ? 'Every invariant of the ledger holds.'
        : 'The books are as wrong as they were in the backup.',
    )
    if (done.appliedMigrations.length > 0)
      context.out(`Brought up to this release: ${done.appliedMigrations.join(', ')}`)
    return broken.length > 0 ? exitCodes.failed : exitCodes.done
  },
}
