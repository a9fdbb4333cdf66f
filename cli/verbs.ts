import type { CliContext } from './types'
import { UsageError } from './usage-error'

export type Verb = (args: string[], context: CliContext) => Promise<number>

/** Runs the verb that comes first, or says which there are. */
export async function runVerb(
  verbs: Readonly<Record<string, Verb>>,
  [name, ...args]: string[],
  context: CliContext,
): Promise<number> {
  const verb = name !== undefined && Object.hasOwn(verbs, name) ? verbs[name] : undefined
  if (!verb) throw new UsageError(`Say what to do: ${Object.keys(verbs).join(', ')}.`)
  return await verb(args, context)
}

/** The one thing a verb is about. */
export function only(positionals: readonly string[], what: string): string {
  const [first] = positionals
  if (first === undefined || positionals.length > 1) throw new UsageError(`Name one ${what}.`)
  return first
}

/** The first rows of a list, at most `limit`. */
export async function firstRows<Row>(rows: AsyncGenerator<Row>, limit: string | undefined): Promise<Row[]> {
  const most = limit === undefined ? 100 : Number(limit)
  if (!Number.isInteger(most) || most < 1 || most > 100_000)
    throw new UsageError('--limit is a number from 1 to 100000.')
  const found: Row[] = []
  for await (const row of rows) {
    found.push(row)
    if (found.length >= most) break
  }
  return found
}
