import { parseArgs } from 'node:util'
import { connect, connectionOptions } from '../connect'
import { printFields, printRows, usd } from '../print'
import { type Command, exitCodes } from '../types'
import { UsageError } from '../usage-error'
import { firstRows, only, runVerb, type Verb } from '../verbs'

const list: Verb = async (args, context) => {
  const options = { ...connectionOptions, user: { type: 'string' }, limit: { type: 'string' } } as const
  const { values } = parseArgs({ args, options })
  const query = values.user === undefined ? {} : { userId: values.user }
  const rows = await firstRows(connect(values, context).rows('GET /api-keys', { query }), values.limit)
  type Row = (typeof rows)[number]
  const columns = {
    id: (row: Row) => row.id,
    user: (row: Row) => row.userId,
    name: (row: Row) => row.name,
    key: (row: Row) => row.maskedKey,
    pool: (row: Row) => row.poolName,
    status: (row: Row) => row.status,
    spent: (row: Row) => usd(row.totalSpentNanoUsd),
  }
  printRows(rows, columns, values, context)
  return exitCodes.done
}

const create: Verb = async (args, context) => {
  const options = { ...connectionOptions, pool: { type: 'string' }, name: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const params = { userId: only(positionals, 'user') }
  if (values.pool === undefined || values.name === undefined) throw new UsageError('Pass --pool ID and --name NAME.')
  const body = { poolId: values.pool, name: values.name }
  const made = await connect(values, context).call('POST /users/{userId}/api-keys', { params, body })
  printFields({ id: made.id, name: made.name, pool: made.poolName, key: made.key }, values, context)
  if (!values.json) context.err('The key is shown only now.')
  return exitCodes.done
}

const rotate: Verb = async (args, context) => {
  const options = { ...connectionOptions, overlap: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const overlapSeconds = Number(values.overlap ?? 0)
  if (!Number.isInteger(overlapSeconds) || overlapSeconds < 0) throw new UsageError('--overlap is a number of seconds.')
  const params = { keyId: only(positionals, 'key') }
  const made = await connect(values, context).call('POST /api-keys/{keyId}/rotate', {
    params,
    body: { overlapSeconds },
  })
  printFields({ id: made.id, key: made.key, previousValidUntil: made.previousValidUntil }, values, context)
  if (!values.json) context.err('The key is shown only now.')
  return exitCodes.done
}

const revoke: Verb = async (args, context) => {
  const { values, positionals } = parseArgs({ args, options: connectionOptions, allowPositionals: true })
  const params = { keyId: only(positionals, 'key') }
  const key = await connect(values, context).call('POST /api-keys/{keyId}/revoke', { params })
  context.out(`${key.name} (${key.maskedKey}) is ${key.status}.`)
  return exitCodes.done
}

/** turnpike keys … */
export const keysCommand: Command = {
  name: 'keys',
  usage: 'keys list [--user ID] | create USER --pool ID --name NAME | rotate ID [--overlap SECONDS] | revoke ID',
  summary: 'Lists, mints, rotates and revokes API keys',
  run: async (args, context) => await runVerb({ list, create, rotate, revoke }, args, context),
}
