import { parseArgs } from 'node:util'
import { connect, connectionOptions } from '../connect'
import { printFields, printRows } from '../print'
import { type CliContext, type Command, exitCodes } from '../types'
import { firstRows, only, runVerb, type Verb } from '../verbs'

const list: Verb = async (args, context) => {
  const { values } = parseArgs({ args, options: { ...connectionOptions, limit: { type: 'string' } } })
  const rows = await firstRows(connect(values, context).rows('GET /upstream-accounts', {}), values.limit)
  type Row = (typeof rows)[number]
  const columns = {
    id: (row: Row) => row.id,
    name: (row: Row) => row.name,
    protocol: (row: Row) => row.protocol,
    status: (row: Row) => row.status,
    limit: (row: Row) => row.concurrencyLimit,
    priority: (row: Row) => row.priority,
    reason: (row: Row) => row.statusReason,
  }
  printRows(rows, columns, values, context)
  return exitCodes.done
}

const show: Verb = async (args, context) => {
  const { values, positionals } = parseArgs({ args, options: connectionOptions, allowPositionals: true })
  const params = { accountId: only(positionals, 'upstream account') }
  printFields(await connect(values, context).call('GET /upstream-accounts/{accountId}', { params }), values, context)
  return exitCodes.done
}

const clear: Verb = async (args, context) => {
  const { values, positionals } = parseArgs({ args, options: connectionOptions, allowPositionals: true })
  const params = { accountId: only(positionals, 'upstream account') }
  await connect(values, context).call('POST /upstream-accounts/{accountId}/clear-cooldown', { params })
  context.out(`${params.accountId} takes calls again.`)
  return exitCodes.done
}

async function change(args: string[], context: CliContext, body: { enabled?: boolean; draining?: boolean }) {
  const { values, positionals } = parseArgs({ args, options: connectionOptions, allowPositionals: true })
  const params = { accountId: only(positionals, 'upstream account') }
  const account = await connect(values, context).call('PATCH /upstream-accounts/{accountId}', { params, body })
  context.out(`${account.name} is ${account.status}.`)
  return exitCodes.done
}

const verbs: Record<string, Verb> = {
  ...{ list, show, clear },
  enable: async (args, context) => await change(args, context, { enabled: true, draining: false }),
  disable: async (args, context) => await change(args, context, { enabled: false }),
  drain: async (args, context) => await change(args, context, { draining: true }),
}

/** turnpike accounts … */
export const accountsCommand: Command = {
  name: 'accounts',
  usage: 'accounts list | show ID | enable ID | disable ID | drain ID | clear ID',
  summary: 'Lists upstream accounts, puts them in and out of service',
  run: async (args, context) => await runVerb(verbs, args, context),
}
