import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { formatUsdExact, parseNanoUsd } from '../../lib/money'
import {
  describeProblem,
  type ReceiptPublicKey,
  type ReceiptVerdict,
  readReceipt,
  receiptKeysSchema,
  type SignatureVerdict,
  verifyReceipt,
} from '../../lib/receipts'
import { type CliContext, type Command, exitCodes } from '../types'
import { UsageError } from '../usage-error'

const timeoutMs = 10_000
const maxFileBytes = 1_048_576

function readFile(name: string, { directory }: CliContext): string {
  const file = name === '-' ? 0 : path.resolve(directory, name)
  try {
    if (typeof file === 'string' && fs.statSync(file).size > maxFileBytes) {
      throw new Error(`larger than ${maxFileBytes} bytes`)
    }
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`${name} can’t be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

function keysOf(text: string, where: string): ReceiptPublicKey[] {
  try {
    return receiptKeysSchema.parse(JSON.parse(text)).keys
  } catch (error) {
    throw new Error(`${where} holds no receipt keys ({"keys":[…]} of /.well-known/turnpike-receipts).`, {
      cause: error,
    })
  }
}

async function fetchKeys(address: string): Promise<ReceiptPublicKey[]> {
  const url = new URL('/.well-known/turnpike-receipts', address)
  let text: string
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) throw new Error(`it answered ${response.status}`)
    text = await response.text()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`The keys at ${url.href} could not be fetched (${reason}). Pass --url or --key.`, { cause: error })
  }
  return keysOf(text, url.href)
}

async function loadKeys(values: { key?: string; url?: string }, context: CliContext): Promise<ReceiptPublicKey[]> {
  if (values.key !== undefined) return keysOf(readFile(values.key, context), values.key)
  const address = values.url ?? context.environment['TURNPIKE_URL']
  if (address === undefined) throw new UsageError('Whose receipt is it? Pass --url ADDRESS or --key FILE.')
  if (!URL.canParse(address)) throw new UsageError(`${address} is not an address.`)
  return await fetchKeys(address)
}

const signatureLines: Readonly<Record<SignatureVerdict, string>> = {
  valid: 'signature   valid',
  invalid: 'signature   WRONG: something was changed after signing',
  unknown_key: 'signature   WRONG: not by one of the published keys',
  missing: 'signature   MISSING: anyone could have written this',
  unsupported: 'signature   could not be checked by this version of Node',
}

function report({ problems, signature, keyId }: ReceiptVerdict, { out }: CliContext): number {
  out(problems.length === 0 ? 'sum         right' : 'sum         WRONG')
  for (const problem of problems) out(`            ${describeProblem(problem)}`)
  out(`${signatureLines[signature]}${keyId === null ? '' : ` (key ${keyId})`}`)
  if (problems.length === 0 && signature === 'unsupported') return exitCodes.unusable
  const isRight = problems.length === 0 && signature === 'valid'
  out(isRight ? 'The receipt is right.' : 'The receipt is NOT right.')
  return isRight ? exitCodes.done : exitCodes.failed
}

const usd = (text: string) => formatUsdExact(parseNanoUsd(text) ?? 0n)

async function verify(args: string[], context: CliContext): Promise<number> {
  const { values, positionals } = parseArgs({
    ...{ args, allowPositionals: true },
    options: { key: { type: 'string' }, url: { type: 'string' } },
  })
  const [file] = positionals
  if (file === undefined || positionals.length > 1) throw new UsageError('Name one receipt file, or - for the input.')
  const read = readReceipt(readFile(file, context))
  if (!read.ok) throw new Error(`${file}: ${read.reason}`)
  const keys = await loadKeys(values, context)
  const { receipt } = read
  context.out(`request     ${receipt.requestId}`)
  context.out(`cost        ${usd(receipt.costNanoUsd)}, charged ${usd(receipt.chargedNanoUsd)}`)
  return report(await verifyReceipt(receipt, keys), context)
}

/** turnpike receipt verify FILE */
export const receiptCommand: Command = {
  name: 'receipt',
  usage: 'receipt verify FILE [--key FILE | --url ADDRESS]',
  summary: 'Adds a receipt up anew and checks its signature',
  run: async ([verb, ...args], context) => {
    if (verb !== 'verify') throw new UsageError('turnpike receipt knows one thing to do: verify.')
    return await verify(args, context)
  },
}
