import { AppError } from '../lib/errors'
import { ManagementError } from '../lib/management-client'
import { commands } from './commands'
import { type CliContext, type Command, exitCodes } from './types'
import { UsageError } from './usage-error'

function help({ out }: CliContext): number {
  out('turnpike: runs a Turnpike from the command line\n')
  for (const { usage, summary } of commands) out(`  turnpike ${usage}\n      ${summary}`)
  out('\nThe address and token of the installation come from --url and --token, else TURNPIKE_URL and TURNPIKE_TOKEN,')
  out('else from the local one that npm run up started. Exit codes: 0 done, 1 failed or refused, 2 could not be asked.')
  return exitCodes.done
}

function explain(error: unknown, command: Command, { err }: CliContext): number {
  if (error instanceof UsageError || (error instanceof Error && 'code' in error && isArgumentCode(error.code))) {
    err(error.message)
    err(`usage: turnpike ${command.usage}`)
    return exitCodes.unusable
  }
  err(error instanceof Error ? error.message : String(error))
  const isRefusal = error instanceof AppError || (error instanceof ManagementError && error.status > 0)
  return isRefusal ? exitCodes.failed : exitCodes.unusable
}

/** What node:util's parseArgs throws. */
function isArgumentCode(code: unknown): boolean {
  return typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS')
}

/** Runs one command line and answers its exit code; never throws. */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  const [first, ...rest] = args
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') return help(context)
  const command = commands.find((each) => each.name === first)
  if (!command) {
    context.err(`There is no command "${first}". turnpike help lists them.`)
    return exitCodes.unusable
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    context.out(`usage: turnpike ${command.usage}\n${command.summary}`)
    return exitCodes.done
  }
  try {
    return await command.run(rest, context)
  } catch (error) {
    return explain(error, command, context)
  }
}
