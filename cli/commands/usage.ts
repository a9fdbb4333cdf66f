import { parseArgs } from 'node:util'
import { stringify } from 'csv-stringify/sync'
import { connect, connectionOptions } from '../connect'
import { type Command, exitCodes } from '../types'
import { UsageError } from '../usage-error'
import { runVerb, type Verb } from '../verbs'

const options = {
  ...connectionOptions,
  ...({ user: { type: 'string' }, key: { type: 'string' }, model: { type: 'string' } } as const),
  ...({ from: { type: 'string' }, to: { type: 'string' }, format: { type: 'string', default: 'csv' } } as const),
} as const
const columns = [
  ...['requestId', 'createdAt', 'userId', 'keyId', 'poolId', 'accountId', 'requestedModel', 'upstreamModel'],
  ...['endpoint', 'stream', 'status', 'errorCode', 'inputTokens', 'cachedInputTokens', 'cacheWrite5mTokens'],
  ...['cacheWrite1hTokens', 'outputTokens', 'reasoningTokens', 'costNanoUsd', 'chargedNanoUsd', 'lossNanoUsd'],
  ...['fundedBy', 'usageSource', 'queueMs', 'firstTokenMs', 'durationMs', 'settledAt'],
]

function timeOf(text: string | undefined, name: string): string | undefined {
  if (text === undefined) return undefined
  const time = new Date(text)
  if (Number.isNaN(time.getTime()))
    throw new UsageError(`--${name} is a time such as 2026-11-01 or 2026-11-01T12:00:00Z.`)
  return time.toISOString()
}

const exportUsage: Verb = async (args, context) => {
  const { values } = parseArgs({ args, options })
  const format = values.json ? 'json' : values.format
  if (format !== 'csv' && format !== 'json') throw new UsageError('--format is csv or json.')
  const filter = {
    ...{ userId: values.user, keyId: values.key, model: values.model },
    ...{ from: timeOf(values.from, 'from'), to: timeOf(values.to, 'to') },
  }
  const query = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
  const write = (row: readonly unknown[]) => context.out(stringify([[...row]], { cast: { boolean: String } }).trimEnd())
  if (format === 'csv') write(columns)
  for await (const record of connect(values, context).rows('GET /usage', { query })) {
    const fields = new Map(Object.entries(record))
    if (format === 'json') context.out(JSON.stringify(record))
    else write(columns.map((name) => fields.get(name) ?? ''))
  }
  return exitCodes.done
}

/** turnpike usage export */
export const usageCommand: Command = {
  name: 'usage',
  usage: 'usage export [--user ID] [--key ID] [--model NAME] [--from TIME] [--to TIME] [--format csv|json]',
  summary: 'Writes usage records to the output, newest first',
  run: async (args, context) => await runVerb({ export: exportUsage }, args, context),
}
