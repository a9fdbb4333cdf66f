import { type EnvironmentFields, type EnvironmentName, environmentFixes, googleIssuer } from './env-fields'

/** One reason not to start: which variable, why (never its value) and what to do about it. */
export type EnvironmentIssue = { name: EnvironmentName; reason: string; fix: string }

type Issue = EnvironmentIssue | false

const refuse = (name: EnvironmentName, reason: string, fix?: string): EnvironmentIssue => ({
  name,
  reason,
  fix: fix ?? environmentFixes[name] ?? 'Correct it or leave it empty for the default; see .env.example.',
})

function pair(fields: EnvironmentFields, first: EnvironmentName, second: EnvironmentName): Issue {
  if ((fields[first] === undefined) === (fields[second] === undefined)) return false
  const [missing, given] = fields[first] === undefined ? [first, second] : [second, first]
  return refuse(missing, `is missing while ${given} is set`, `Set both ${first} and ${second}, or neither.`)
}

function secretIssues(fields: EnvironmentFields): Issue[] {
  return (['NEXTAUTH_SECRET', 'KEY_PEPPER', 'CREDENTIAL_KEY'] as const).map(
    (name) => fields[name] === undefined && refuse(name, 'is missing'),
  )
}

function pairIssues(fields: EnvironmentFields): Issue[] {
  return [
    pair(fields, 'ADMIN_EMAIL', 'ADMIN_PASSWORD'),
    pair(fields, 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'),
    pair(fields, 'GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'),
    pair(fields, 'GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'),
  ]
}

function sharedStoreIssues(fields: EnvironmentFields): Issue[] {
  if (fields.REDIS_URL !== undefined) return []
  const why = 'needs REDIS_URL: without it slots, limits and sessions live in one process and would not be shared'
  return [
    fields.WORKERS > 1 && refuse('WORKERS', `above 1 ${why}`, 'Set REDIS_URL, or WORKERS=1.'),
    fields.ROLE !== 'all' && refuse('ROLE', `other than all ${why}`, 'Set REDIS_URL, or ROLE=all.'),
  ]
}

function productionIssues(fields: EnvironmentFields): Issue[] {
  const local = 'is for local mode only (DATABASE_URL unset and HOST a loopback address)'
  return [
    fields.SIGN_UP === 'open' &&
      fields.SMTP_URL === undefined &&
      refuse(
        'SIGN_UP',
        'is open, but without SMTP_URL nobody could confirm an address or reset a password',
        'Set SMTP_URL, or SIGN_UP=invite or SIGN_UP=closed.',
      ),
    fields.STRIPE_SIMULATOR_URL !== undefined &&
      !fields.ALLOW_STRIPE_SIMULATOR &&
      refuse(
        'STRIPE_SIMULATOR_URL',
        'would let customers top up with play money in production',
        'Unset it and set STRIPE_SECRET_KEY, or set ALLOW_STRIPE_SIMULATOR=true if that is what you want.',
      ),
    fields.UPSTREAM_SIMULATOR === 'on' &&
      refuse('UPSTREAM_SIMULATOR', `on ${local}`, 'Set UPSTREAM_SIMULATOR=off, or leave it empty.'),
    fields.UPSTREAM_SIMULATOR_URL !== undefined && refuse('UPSTREAM_SIMULATOR_URL', local),
    fields.GOOGLE_ISSUER !== googleIssuer && refuse('GOOGLE_ISSUER', local),
    !fields.GITHUB_URL.startsWith('https:') && refuse('GITHUB_URL', 'is not an https:// address'),
    fields.TURNPIKE_CRASH_AT !== undefined && refuse('TURNPIKE_CRASH_AT', local, 'Unset it.'),
  ]
}

/** Lists what can't be true together: every issue at once, so that one restart mends all. */
export function listEnvironmentIssues(fields: EnvironmentFields, isLocal: boolean): EnvironmentIssue[] {
  const databaseMissing =
    fields.DATABASE_URL === undefined &&
    fields.EMBEDDED_DATABASE_URL === undefined &&
    refuse(
      'DATABASE_URL',
      'is not set and no embedded PostgreSQL was passed on',
      'Start with npm run up, which starts one, or set DATABASE_URL=postgresql://….',
    )
  return [
    databaseMissing,
    ...secretIssues(fields),
    ...pairIssues(fields),
    ...sharedStoreIssues(fields),
    ...(isLocal ? [] : productionIssues(fields)),
  ].filter((issue) => issue !== false)
}

/** What is wrong with one variable by itself. */
export function fieldIssue(name: EnvironmentName, reason: string): EnvironmentIssue {
  return refuse(name, reason)
}
