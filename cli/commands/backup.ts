import path from 'node:path'
import { parseArgs } from 'node:util'
import { createBackup } from '../../lib/backup'
import { databaseAddress } from '../database-address'
import { type Command, exitCodes } from '../types'
import { only } from '../verbs'

/** turnpike backup FILE */
export const backupCommand: Command = {
  name: 'backup',
  usage: 'backup FILE [--database ADDRESS]',
  summary: 'Writes everything into one file, as it is at one instant, while the server runs on',
  run: async (args, context) => {
    const options = { database: { type: 'string' } } as const
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const file = path.resolve(context.directory, only(positionals, 'file'))
    const connectionString = databaseAddress(values.database, context)
    const done = await createBackup({ connectionString, file })
    const broken = done.invariants.filter(({ holds }) => !holds)
    context.out(`${done.rows} rows of ${Object.keys(done.tables).length} tables, ${done.bytes} bytes: ${file}`)
    context.out(
      'Keep CREDENTIAL_KEY and KEY_PEPPER with it, in another place: without them its keys and credentials are of no use.',
    )
    for (const { name, detail } of broken)
      context.err(`The books were not right when it was made: ${name} (${detail}).`)
    return broken.length > 0 ? exitCodes.failed : exitCodes.done
  },
}
