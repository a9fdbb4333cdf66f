import { BlockList, isIP } from 'node:net'
import { z } from 'zod'

/** One version of a rotating secret; the first of a list is used for new things, the others only to read old ones. */
export type VersionedSecret = { version: number; bytes: Buffer }

/** The places where a local server can be told to die, so that crash tests know what was going on. */
export const crashPoints = [
  'after_hold',
  'after_account_slot',
  'before_first_byte',
  'mid_stream',
  'after_last_byte',
  'in_settle',
  'after_settle',
] as const

const maxListEntries = 256
const maxSecretVersions = 16
const hostPattern = /^(?=.{1,253}$)[a-zA-Z0-9_]([a-zA-Z0-9_.-]*[a-zA-Z0-9_])?\.?$/
const optional = <T extends z.ZodType>(schema: T) => schema.optional()
const reason = (error: string) => ({ error })

function isUrlOf(protocols: string[]): (text: string) => boolean {
  return (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol)
}

function isCidrOrAddress(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  if (bits === undefined) return true
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
}

const url = (protocols: string[], what: string) => z.string().refine(isUrlOf(protocols), reason(what))
const number = (pattern: RegExp, min: number, max: number, what: string) =>
  z
    .string()
    .regex(pattern, reason(what))
    .transform(Number)
    .refine((value) => value >= min && value <= max, reason(what))
const wholeNumber = (min: number, max: number) => number(/^\d{1,9}$/, min, max, `must be ${min} to ${max}`)
const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, reason(`must be one of ${values.join(', ')}`))
const secret = (minLength: number) =>
  z
    .string()
    .min(minLength, reason(`must have at least ${minLength} characters`))
    .max(4096, reason('is longer than 4096 characters'))
const flag = z
  .enum(['true', 'false', '1', '0'], reason('must be true or false'))
  .transform((text) => text === 'true' || text === '1')
const list = (isEntry: (text: string) => boolean, what: string) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((entry) => entry.trim())
        .filter(Boolean),
    )
    .refine((entries) => entries.length <= maxListEntries && entries.every(isEntry), reason(what))

/** A point, or `point:n` for the n-th time that it is reached. */
const crashAt = z
  .string()
  .regex(
    new RegExp(`^(${crashPoints.join('|')})(:[1-9]\\d{0,8})?$`),
    reason(`must be one of ${crashPoints.join(', ')}, or one of them with a count such as mid_stream:500`),
  )

function readVersions(text: string, decode: (value: string) => Buffer | null): VersionedSecret[] | null {
  const secrets: VersionedSecret[] = []
  for (const entry of text.split(',', maxSecretVersions + 1)) {
    const match = /^v([1-9]\d{0,5}):(.+)$/.exec(entry.trim())
    // A single value without a version is version 1, so that the first secret of an installation can be any random text.
    const bytes = decode(match?.[2] ?? entry.trim())
    if (!bytes || (!match && text.includes(','))) return null
    secrets.push({ version: Number(match?.[1] ?? 1), bytes })
  }
  const versions = new Set(secrets.map((each) => each.version))
  return versions.size === secrets.length && secrets.length <= maxSecretVersions ? secrets : null
}

const versionedSecret = (decode: (value: string) => Buffer | null, what: string) =>
  z.string().transform((text, context) => {
    const secrets = readVersions(text, decode)
    if (secrets) return secrets
    context.addIssue({ code: 'custom', message: what })
    return z.NEVER
  })

function decodePepper(text: string): Buffer | null {
  return text.length >= 32 ? Buffer.from(text, 'utf8') : null
}

function decodeKey256(text: string): Buffer | null {
  const bytes = /^[0-9a-fA-F]{64}$/.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  return bytes.length === 32 && /^[A-Za-z0-9+/_-]+=*$/.test(text) ? bytes : null
}

/** Whether `host` can be reached from this machine only. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  if (name === 'localhost') return true
  const family = isIP(name)
  if (family === 0) return false
  const loopback = new BlockList()
  loopback.addSubnet('127.0.0.0', 8, 'ipv4')
  loopback.addAddress('::1', 'ipv6')
  return loopback.check(name, family === 4 ? 'ipv4' : 'ipv6')
}

const postgresUrl = url(['postgres:', 'postgresql:'], 'is not a postgresql:// address')
const httpUrl = url(['http:', 'https:'], 'is not an http:// or https:// address')
/** A site's address without a path. */
const siteUrl = httpUrl
  .refine((text) => URL.canParse(text) && new URL(text).pathname === '/', reason('must not have a path'))
  .transform((text) => new URL(text).origin)
/** Where Google's sign-in is found. */
export const googleIssuer = 'https://accounts.google.com'
const anyText = z.string().max(4096, reason('is longer than 4096 characters'))

/** Every variable with its shape; the fix is what an operator is told when the value is wrong or missing. */
export const environmentShape = {
  HOST: z
    .string()
    .refine((text) => isIP(text) !== 0 || hostPattern.test(text), reason('is neither an address nor a host name'))
    .default('127.0.0.1'),
  PORT: wholeNumber(1, 65_535).default(3000),
  PUBLIC_URL: optional(siteUrl),
  DATA_DIR: anyText.default('.data'),
  DATABASE_URL: optional(postgresUrl),
  REDIS_URL: optional(url(['redis:', 'rediss:'], 'is not a redis:// or rediss:// address')),
  WORKERS: wholeNumber(1, 256).default(1),
  ROLE: oneOf(['all', 'web', 'gateway', 'jobs']).default('all'),
  GATEWAY_DOOR: oneOf(['node', 'web']).default('node'),
  NEXTAUTH_SECRET: optional(secret(32)),
  KEY_PEPPER: optional(
    versionedSecret(decodePepper, 'must be a text of at least 32 characters, or v2:…,v1:… with one version each'),
  ),
  CREDENTIAL_KEY: optional(
    versionedSecret(decodeKey256, 'must be 32 bytes in base64 or hex, or v2:…,v1:… with one version each'),
  ),
  ADMIN_EMAIL: optional(z.email(reason('is not an e-mail address')).transform((text) => text.toLowerCase())),
  ADMIN_PASSWORD: optional(secret(8)),
  MANAGEMENT_TOKEN: optional(secret(16)),
  METRICS_TOKEN: optional(secret(16)),
  STRIPE_SECRET_KEY: optional(
    z.string().regex(/^(sk|rk)_[A-Za-z0-9_]{8,255}$/, reason('is not a Stripe secret key (sk_… or rk_…)')),
  ),
  STRIPE_WEBHOOK_SECRET: optional(
    z.string().regex(/^whsec_[A-Za-z0-9_+/=-]{8,255}$/, reason('is not a Stripe webhook secret (whsec_…)')),
  ),
  ALLOW_STRIPE_SIMULATOR: flag.default(false),
  SMTP_URL: optional(url(['smtp:', 'smtps:'], 'is not an smtp:// or smtps:// address')),
  MAIL_FROM: optional(
    z.string().regex(/^[^\r\n]{0,200}[^\s@<>]+@[^\s@<>]+>?$/, reason('is not a sender (Name <mail@example.com>)')),
  ),
  GOOGLE_CLIENT_ID: optional(anyText),
  GOOGLE_CLIENT_SECRET: optional(anyText),
  GITHUB_CLIENT_ID: optional(anyText),
  GITHUB_CLIENT_SECRET: optional(anyText),
  GITHUB_URL: siteUrl.default('https://github.com'),
  GOOGLE_ISSUER: siteUrl.default(googleIssuer),
  OPENAI_API_KEY: optional(anyText),
  ANTHROPIC_API_KEY: optional(anyText),
  GEMINI_API_KEY: optional(anyText),
  UPSTREAM_SIMULATOR: oneOf(['auto', 'on', 'off']).default('auto'),
  UPSTREAM_ALLOWED_PRIVATE_HOSTS: list(
    (text) => isCidrOrAddress(text) || hostPattern.test(text),
    'has an entry that is neither a host name, an address nor a CIDR range',
  ).default([]),
  TRUSTED_PROXIES: list(isCidrOrAddress, 'has an entry that is neither an address nor a CIDR range').default([]),
  SIGN_UP: oneOf(['open', 'invite', 'closed']).default('open'),
  DRAIN_DELAY: optional(number(/^\d{1,4}(\.\d{1,3})?$/, 0, 600, 'must be 0 to 600 seconds')),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(httpUrl),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  TURNPIKE_CRASH_AT: optional(crashAt),
  EMBEDDED_DATABASE_URL: optional(postgresUrl),
  UPSTREAM_SIMULATOR_URL: optional(httpUrl),
  STRIPE_SIMULATOR_URL: optional(httpUrl),
} as const satisfies Record<string, z.ZodType>

export type EnvironmentName = keyof typeof environmentShape
/** The variables as read, before what depends on more than one of them is known. */
export type EnvironmentFields = z.infer<z.ZodObject<typeof environmentShape>>

/** What to do about a wrong or missing value, by variable; for the rest the reason says it. */
export const environmentFixes: Partial<Record<EnvironmentName, string>> = {
  PORT: 'Set a free TCP port, such as PORT=3000.',
  PUBLIC_URL: 'Set the address people open, such as PUBLIC_URL=https://gateway.example.com.',
  DATABASE_URL: 'Set postgresql://user:password@host:5432/database, or leave it empty for the embedded PostgreSQL.',
  REDIS_URL: 'Set redis://host:6379 (?cluster=true for a Redis Cluster), or leave it empty to run one process.',
  NEXTAUTH_SECRET: 'Make one with: openssl rand -base64 32',
  KEY_PEPPER: 'Make one with: echo "v1:$(openssl rand -hex 32)"; to rotate put v2:… before v1:….',
  CREDENTIAL_KEY: 'Make one with: echo "v1:$(openssl rand -base64 32)"; to rotate put v2:… before v1:….',
  ADMIN_EMAIL: 'Set the first admin as ADMIN_EMAIL=you@example.com together with ADMIN_PASSWORD.',
  ADMIN_PASSWORD: 'Set at least 8 characters, together with ADMIN_EMAIL.',
  STRIPE_SECRET_KEY: 'Copy the secret key from the Stripe dashboard, Developers → API keys.',
  STRIPE_WEBHOOK_SECRET: 'Copy the signing secret of the webhook endpoint from the Stripe dashboard.',
  GITHUB_URL: 'Set your GitHub Enterprise, such as https://github.example.com, or leave it empty for github.com.',
  GOOGLE_ISSUER: 'Leave it empty; only local tests put another provider in Google’s place.',
  SMTP_URL: 'Set smtp://user:password@host:587 (or smtps:// with port 465).',
  TRUSTED_PROXIES: 'List your proxies, such as TRUSTED_PROXIES=10.0.0.0/8,192.0.2.7.',
  UPSTREAM_ALLOWED_PRIVATE_HOSTS: 'List hosts or ranges, such as llm.internal,10.1.0.0/16.',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'Set your collector, such as http://127.0.0.1:4318, or leave it empty.',
  DRAIN_DELAY: 'Set seconds, such as DRAIN_DELAY=5.',
  EMBEDDED_DATABASE_URL: 'npm run up sets it; leave it out of your own environment and set DATABASE_URL instead.',
  UPSTREAM_SIMULATOR_URL: 'npm run up sets it; leave it out of your own environment.',
  STRIPE_SIMULATOR_URL: 'npm run up sets it; leave it out of your own environment.',
}
