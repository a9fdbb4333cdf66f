import { z } from 'zod'
import { type EnvironmentFields, type EnvironmentName, environmentShape, isLoopbackHost } from './env-fields'
import { type EnvironmentIssue, fieldIssue, listEnvironmentIssues } from './env-rules'
import { shared } from './process-state'

type Source = Readonly<Record<string, string | undefined>>
type RequiredFields = 'NEXTAUTH_SECRET' | 'KEY_PEPPER' | 'CREDENTIAL_KEY' | 'PUBLIC_URL'

/** The validated environment: the variables under their own names, and what follows from more than one of them. */
export type Env = Omit<EnvironmentFields, RequiredFields> & {
  [Name in RequiredFields]: NonNullable<EnvironmentFields[Name]>
} & {
  /** DATABASE_URL unset and HOST loopback: only then may secrets be made, simulators used, mails written to a folder. */
  isLocal: boolean
  /** The operator's database, else the embedded one. */
  databaseUrl: string
  /** How long /readyz says no before the server stops accepting, in milliseconds. */
  drainDelayMs: number
}

/** Stops a start: lists every bad variable with the reason and the fix, and never a value. */
export class EnvironmentError extends Error {
  readonly issues: EnvironmentIssue[]

  constructor(issues: EnvironmentIssue[]) {
    const lines = issues.map((issue) => `  ${issue.name} ${issue.reason}. ${issue.fix}`)
    super(`The environment is not right:\n${lines.join('\n')}`)
    this.name = 'EnvironmentError'
    this.issues = issues
  }
}

const defaultDrainDelaySeconds = 5
const shape = z.object(environmentShape)

function isEnvironmentName(name: unknown): name is EnvironmentName {
  return typeof name === 'string' && Object.hasOwn(environmentShape, name)
}

function firstIssueOfEach(issues: z.core.$ZodIssue[]): EnvironmentIssue[] {
  const byName = new Map<EnvironmentName, EnvironmentIssue>()
  for (const issue of issues) {
    const name = issue.path[0]
    if (isEnvironmentName(name) && !byName.has(name)) byName.set(name, fieldIssue(name, issue.message))
  }
  return [...byName.values()]
}

function withoutEmpty(source: Source): Source {
  // Compose files and shells pass unset variables as empty texts.
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''))
}

function defaultPublicUrl(host: string, port: number): string {
  const isWildcard = host === '0.0.0.0' || host === '::'
  const name = isWildcard ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

/** Whether this environment is local mode; looks at nothing but DATABASE_URL and HOST, so it can be asked before secrets exist. */
export function isLocalMode(source: Source): boolean {
  const { HOST: host = '127.0.0.1', DATABASE_URL: databaseUrl } = withoutEmpty(source)
  return databaseUrl === undefined && isLoopbackHost(host)
}

/** Reads and checks an environment; throws an EnvironmentError that names every bad variable at once. */
export function parseEnv(source: Source): Env {
  const given = withoutEmpty(source)
  const isLocal = isLocalMode(given)
  const parsed = shape.safeParse(given)
  if (!parsed.success) {
    throw new EnvironmentError(firstIssueOfEach(parsed.error.issues))
  }
  const fields = parsed.data
  const issues = listEnvironmentIssues(fields, isLocal)
  const { NEXTAUTH_SECRET, KEY_PEPPER, CREDENTIAL_KEY } = fields
  const databaseUrl = fields.DATABASE_URL ?? fields.EMBEDDED_DATABASE_URL
  if (issues.length > 0 || !NEXTAUTH_SECRET || !KEY_PEPPER || !CREDENTIAL_KEY || !databaseUrl) {
    throw new EnvironmentError(issues)
  }
  const drainDelaySeconds = fields.DRAIN_DELAY ?? (isLocal ? 0 : defaultDrainDelaySeconds)
  return {
    ...fields,
    NEXTAUTH_SECRET,
    KEY_PEPPER,
    CREDENTIAL_KEY,
    PUBLIC_URL: fields.PUBLIC_URL ?? defaultPublicUrl(fields.HOST, fields.PORT),
    isLocal,
    databaseUrl,
    drainDelayMs: Math.round(drainDelaySeconds * 1000),
  }
}

/**
 * The environment of this process, read and checked once, on first use; throws an EnvironmentError.
 * Never called while a module loads: a build needs no secret.
 */
export const env = shared('env', (): Env => {
  const parsed = parseEnv(process.env)
  // next-auth reads its own address and secret from the environment only.
  process.env['NEXTAUTH_URL'] = parsed.PUBLIC_URL
  return parsed
})
