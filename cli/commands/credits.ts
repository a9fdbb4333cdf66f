import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { parseUsd } from '../../lib/money'
import { connect, connectionOptions } from '../connect'
import { usd } from '../print'
import { type CliContext, type Command, exitCodes } from '../types'
import { UsageError } from '../usage-error'
import { runVerb } from '../verbs'

const options = { ...connectionOptions, reason: { type: 'string' }, 'idempotency-key': { type: 'string' } } as const

async function move(args: string[], context: CliContext, sign: 1n | -1n): Promise<number> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const [userId, text] = positionals
  if (userId === undefined || text === undefined || positionals.length > 2)
    throw new UsageError('Name a user and an amount.')
  const amount = parseUsd(text)
  if (amount === null || amount <= 0n) {
    throw new UsageError(`${text} is not an amount in USD above zero with at most 9 decimals.`)
  }
  if (values.reason === undefined || values.reason.trim() === '') throw new UsageError('Say why with --reason TEXT.')
  const body = { amountNanoUsd: (amount * sign).toString(), reason: values.reason }
  const idempotencyKey = values['idempotency-key'] ?? randomUUID()
  const client = connect(values, context)
  const done = await client.call('POST /users/{userId}/credits', { params: { userId }, body }, { idempotencyKey })
  context.out(values.json ? JSON.stringify(done) : `Balance ${usd(done.balanceNanoUsd)} (transfer ${done.transferId}).`)
  return exitCodes.done
}

/** turnpike credits … */
export const creditsCommand: Command = {
  name: 'credits',
  usage: 'credits add USER USD --reason TEXT | take USER USD --reason TEXT [--idempotency-key KEY]',
  summary: 'Gives a customer credit, or takes some back',
  run: async (args, context) =>
    await runVerb(
      {
        add: async (rest, own) => await move(rest, own, 1n),
        take: async (rest, own) => await move(rest, own, -1n),
      },
      args,
      context,
    ),
}
