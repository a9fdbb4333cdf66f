import { parseArgs } from 'node:util'
import { connect, connectionOptions } from '../connect'
import { printFields, printRows } from '../print'
import { type CliContext, type Command, exitCodes } from '../types'
import { firstRows, only, runVerb, type Verb } from '../verbs'

const list: Verb = async (args, context) => {
  const options = { ...connectionOptions, search: { type: 'string' }, limit: { type: 'string' } } as const
  const { values } = parseArgs({ args, options })
  const query = values.search === undefined ? {} : { search: values.search }
  const rows = await firstRows(connect(values, context).rows('GET /users', { query }), values.limit)
  const columns = {
    id: (row: (typeof rows)[number]) => row.id,
    email: (row: (typeof rows)[number]) => row.email,
    role: (row: (typeof rows)[number]) => row.role,
    status: (row: (typeof rows)[number]) => row.status,
    since: (row: (typeof rows)[number]) => row.createdAt.slice(0, 10),
  }
  printRows(rows, columns, values, context)
  return exitCodes.done
}

const show: Verb = async (args, context) => {
  const { values, positionals } = parseArgs({ args, options: connectionOptions, allowPositionals: true })
  const params = { userId: only(positionals, 'user') }
  printFields(await connect(values, context).call('GET /users/{userId}', { params }), values, context)
  return exitCodes.done
}

const create: Verb = async (args, context) => {
  const options = { ...connectionOptions, name: { type: 'string' }, password: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const { name, password } = values
  const given = { ...(name === undefined ? {} : { name }), ...(password === undefined ? {} : { password }) }
  const body = { email: only(positionals, 'e-mail address'), ...given }
  printFields(await connect(values, context).call('POST /users', { body }), values, context)
  return exitCodes.done
}

async function setStatus(args: string[], context: CliContext, status: 'active' | 'suspended'): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: connectionOptions, allowPositionals: true })
  const params = { userId: only(positionals, 'user') }
  const user = await connect(values, context).call('PATCH /users/{userId}', { params, body: { status } })
  context.out(`${user.email} is ${user.status}.`)
  return exitCodes.done
}

const verbs: Record<string, Verb> = {
  ...{ list, show, create },
  suspend: async (args, context) => await setStatus(args, context, 'suspended'),
  activate: async (args, context) => await setStatus(args, context, 'active'),
}

/** turnpike users … */
export const usersCommand: Command = {
  name: 'users',
  usage: 'users list [--search TEXT] | show ID | create EMAIL | suspend ID | activate ID',
  summary: 'Lists, makes, stops and starts customers',
  run: async (args, context) => await runVerb(verbs, args, context),
}
