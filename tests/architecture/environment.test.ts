import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { EnvironmentError, isLocalMode, parseEnv } from '@/lib/env'
import { environmentShape } from '@/lib/env-fields'

const secrets = {
  NEXTAUTH_SECRET: 'n'.repeat(40),
  KEY_PEPPER: `v1:${'p'.repeat(40)}`,
  CREDENTIAL_KEY: `v1:${Buffer.alloc(32, 7).toString('base64')}`,
}
const local = { ...secrets, EMBEDDED_DATABASE_URL: 'postgresql://postgres:x@127.0.0.1:5433/turnpike' }
const production = { ...secrets, DATABASE_URL: 'postgresql://u:p@db.example.com/turnpike', SIGN_UP: 'closed' }

function issuesOf(source: Record<string, string | undefined>): EnvironmentError['issues'] {
  try {
    parseEnv(source)
    return []
  } catch (error) {
    if (error instanceof EnvironmentError) return error.issues
    throw error
  }
}

describe('.env.example', () => {
  const text = readFileSync('.env.example', 'utf8')
  const lines = [...text.matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)]

  it('lists exactly the variables of the schema, each once', () => {
    expect(lines.map((line) => line[1]).sort()).toEqual(Object.keys(environmentShape).sort())
  })

  it('shows the defaults that the schema has', () => {
    const example = Object.fromEntries(lines.map((line) => [line[1] ?? '', line[2] ?? '']))
    const fromExample = parseEnv({ ...example, ...local })
    expect(fromExample).toEqual(parseEnv(local))
    const empty = lines.filter((line) => line[2] === '').map((line) => line[1] ?? '')
    const withDefault = Object.keys(environmentShape).filter(
      (name) => environmentShape[name as keyof typeof environmentShape].safeParse(undefined).data !== undefined,
    )
    const listDefaults = ['TRUSTED_PROXIES', 'UPSTREAM_ALLOWED_PRIVATE_HOSTS']
    expect(withDefault.filter((name) => empty.includes(name)).sort()).toEqual(listDefaults)
  })

  it('explains every variable in a comment above it or its group', () => {
    for (const [index, line] of text.split('\n').entries()) {
      if (/^[A-Z]/.test(line)) expect(text.split('\n').slice(0, index).join('\n')).toContain('#')
    }
  })
})

const badValues: Record<keyof typeof environmentShape, string[]> = {
  HOST: ['no spaces allowed', '-x', 'http://host'],
  PORT: ['0', '65536', 'abc', '80.5', '-1'],
  PUBLIC_URL: ['turnpike.test', 'ftp://turnpike.test', 'https://turnpike.test/path'],
  DATA_DIR: ['x'.repeat(5000)],
  DATABASE_URL: ['mysql://u:p@h/db', 'h:5432/db'],
  REDIS_URL: ['http://h:6379', 'h:6379'],
  WORKERS: ['0', 'many', '1.5'],
  ROLE: ['worker'],
  GATEWAY_DOOR: ['both'],
  NEXTAUTH_SECRET: ['hunter2-short'],
  KEY_PEPPER: ['hunter2-short', `v1:${'a'.repeat(32)},v1:${'b'.repeat(32)}`, `${'a'.repeat(32)},${'b'.repeat(32)}`],
  CREDENTIAL_KEY: ['hunter2-short', `v1:${Buffer.alloc(16, 1).toString('base64')}`, 'v0:'],
  ADMIN_EMAIL: ['nobody', 'a b@example.com'],
  ADMIN_PASSWORD: ['hunter2'],
  MANAGEMENT_TOKEN: ['hunter2-short'],
  METRICS_TOKEN: ['hunter2-short'],
  OTEL_EXPORTER_OTLP_ENDPOINT: ['collector:4318'],
  STRIPE_SECRET_KEY: ['pk_test_12345678', 'hunter2-short'],
  STRIPE_WEBHOOK_SECRET: ['hunter2-short'],
  ALLOW_STRIPE_SIMULATOR: ['maybe'],
  SMTP_URL: ['http://mail.example.com', 'mail.example.com'],
  MAIL_FROM: ['nobody'],
  GOOGLE_CLIENT_ID: ['x'.repeat(5000)],
  GOOGLE_CLIENT_SECRET: ['x'.repeat(5000)],
  GITHUB_CLIENT_ID: ['x'.repeat(5000)],
  GITHUB_CLIENT_SECRET: ['x'.repeat(5000)],
  GITHUB_URL: ['code.example.com', 'https://code.example.com/path'],
  GOOGLE_ISSUER: ['accounts.google.com', 'https://accounts.google.com/o'],
  OPENAI_API_KEY: ['x'.repeat(5000)],
  ANTHROPIC_API_KEY: ['x'.repeat(5000)],
  GEMINI_API_KEY: ['x'.repeat(5000)],
  UPSTREAM_SIMULATOR: ['yes'],
  UPSTREAM_ALLOWED_PRIVATE_HOSTS: ['10.0.0.0/99', 'http://host'],
  TRUSTED_PROXIES: ['proxy.example.com', '10.0.0.0/33', '::1/129'],
  SIGN_UP: ['yes'],
  DRAIN_DELAY: ['5s', '-1', '601'],
  LOG_LEVEL: ['loud'],
  TURNPIKE_CRASH_AT: ['somewhere'],
  EMBEDDED_DATABASE_URL: ['h:5432'],
  UPSTREAM_SIMULATOR_URL: ['127.0.0.1'],
  STRIPE_SIMULATOR_URL: ['127.0.0.1'],
}

describe('a bad value', () => {
  for (const [name, values] of Object.entries(badValues)) {
    it(`of ${name} stops the start with its name, a reason, a fix, and never the value`, () => {
      for (const value of values) {
        const issues = issuesOf({ ...local, [name]: value })
        const issue = issues.find((each) => each.name === name)
        expect(issue, `${name}=${value}`).toBeDefined()
        expect(issue?.reason).toMatch(/\w{2,}/)
        expect(issue?.fix).toMatch(/\w{2,}/)
        const text = new EnvironmentError(issues).message
        expect(text).toContain(name)
        if (value.length > 6) expect(text).not.toContain(value)
      }
    })
  }

  it('is reported together with all others', () => {
    expect(issuesOf({ ...local, PORT: 'x', ROLE: 'x', SIGN_UP: 'x' }).map((issue) => issue.name)).toEqual([
      'PORT',
      'ROLE',
      'SIGN_UP',
    ])
  })
})

describe('what can not be together', () => {
  const refusals: [string, Record<string, string | undefined>, string][] = [
    ['a missing session secret', { ...production, NEXTAUTH_SECRET: undefined }, 'NEXTAUTH_SECRET'],
    ['a missing pepper', { ...production, KEY_PEPPER: '' }, 'KEY_PEPPER'],
    ['a missing credential key', { ...production, CREDENTIAL_KEY: undefined }, 'CREDENTIAL_KEY'],
    ['no database at all', { ...local, EMBEDDED_DATABASE_URL: undefined }, 'DATABASE_URL'],
    ['open sign-up without SMTP in production', { ...production, SIGN_UP: 'open' }, 'SIGN_UP'],
    ['default sign-up without SMTP in production', { ...production, SIGN_UP: undefined }, 'SIGN_UP'],
    ['open sign-up without SMTP on another HOST', { ...local, HOST: '0.0.0.0' }, 'SIGN_UP'],
    [
      'the Stripe simulator in production without its switch',
      { ...production, STRIPE_SIMULATOR_URL: 'http://127.0.0.1:1' },
      'STRIPE_SIMULATOR_URL',
    ],
    ['the upstream simulator in production', { ...production, UPSTREAM_SIMULATOR: 'on' }, 'UPSTREAM_SIMULATOR'],
    [
      'a simulated upstream in production',
      { ...production, UPSTREAM_SIMULATOR_URL: 'http://127.0.0.1:1' },
      'UPSTREAM_SIMULATOR_URL',
    ],
    [
      'another provider in Google’s place in production',
      { ...production, GOOGLE_ISSUER: 'https://elsewhere.example.com' },
      'GOOGLE_ISSUER',
    ],
    ['a GitHub without https in production', { ...production, GITHUB_URL: 'http://github.example.com' }, 'GITHUB_URL'],
    ['a crash point in production', { ...production, TURNPIKE_CRASH_AT: 'after_hold' }, 'TURNPIKE_CRASH_AT'],
    ['several workers without Redis', { ...local, WORKERS: '2' }, 'WORKERS'],
    ['a role without Redis', { ...local, ROLE: 'gateway' }, 'ROLE'],
    ['an admin without a password', { ...local, ADMIN_EMAIL: 'a@example.com' }, 'ADMIN_PASSWORD'],
    ['a password without an admin', { ...local, ADMIN_PASSWORD: 'long enough' }, 'ADMIN_EMAIL'],
    [
      'a Stripe key without the webhook secret',
      { ...local, STRIPE_SECRET_KEY: 'sk_test_1234567890' },
      'STRIPE_WEBHOOK_SECRET',
    ],
    ['half of the Google sign-in', { ...local, GOOGLE_CLIENT_ID: 'x' }, 'GOOGLE_CLIENT_SECRET'],
    ['half of the GitHub sign-in', { ...local, GITHUB_CLIENT_SECRET: 'x' }, 'GITHUB_CLIENT_ID'],
  ]
  for (const [what, source, name] of refusals) {
    it(`refuses ${what}`, () => {
      expect(issuesOf(source).map((issue) => issue.name)).toContain(name)
    })
  }

  it('accepts a full production environment', () => {
    const env = parseEnv({
      ...production,
      REDIS_URL: 'redis://cache:6379',
      WORKERS: '4',
      ROLE: 'gateway',
      HOST: '0.0.0.0',
    })
    expect(env).toMatchObject({ isLocal: false, WORKERS: 4, drainDelayMs: 5000, databaseUrl: production.DATABASE_URL })
  })
})

describe('what follows from the environment', () => {
  it('is local only without DATABASE_URL and on a loopback HOST', () => {
    expect(isLocalMode({})).toBe(true)
    for (const HOST of ['127.0.0.1', '127.9.9.9', '::1', 'localhost']) expect(isLocalMode({ HOST })).toBe(true)
    for (const HOST of ['0.0.0.0', '::', '192.168.1.2', 'gateway.example.com', '128.0.0.1']) {
      expect(isLocalMode({ HOST })).toBe(false)
    }
    expect(isLocalMode({ DATABASE_URL: production.DATABASE_URL })).toBe(false)
  })

  it('reads versioned secrets newest first', () => {
    const env = parseEnv({ ...local, KEY_PEPPER: `v2:${'b'.repeat(32)},v1:${'a'.repeat(32)}` })
    expect(env.KEY_PEPPER.map((each) => [each.version, each.bytes.toString()])).toEqual([
      [2, 'b'.repeat(32)],
      [1, 'a'.repeat(32)],
    ])
    expect(env.CREDENTIAL_KEY[0]?.bytes).toHaveLength(32)
  })

  it('derives the public address from HOST and PORT', () => {
    expect(parseEnv({ ...local, PORT: '4000' }).PUBLIC_URL).toBe('http://127.0.0.1:4000')
    expect(parseEnv({ ...local, HOST: '::1' }).PUBLIC_URL).toBe('http://[::1]:3000')
    expect(parseEnv({ ...local, PUBLIC_URL: 'https://x.example/' }).PUBLIC_URL).toBe('https://x.example')
  })

  it('does not drain by default in local mode', () => {
    expect(parseEnv(local).drainDelayMs).toBe(0)
    expect(parseEnv({ ...local, DRAIN_DELAY: '0.25' }).drainDelayMs).toBe(250)
  })
})
