import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { readPrivateFile, writePrivateFile } from './private-file'

/** Variables that local mode makes itself; what the operator set comes first. */
const makers = {
  NEXTAUTH_SECRET: () => random(32),
  KEY_PEPPER: () => `v1:${random(32)}`,
  CREDENTIAL_KEY: () => `v1:${randomBytes(32).toString('base64')}`,
  ADMIN_EMAIL: () => 'admin@turnpike.localhost',
  ADMIN_PASSWORD: () => random(12),
  MANAGEMENT_TOKEN: () => `local_${random(24)}`,
} as const satisfies Record<string, () => string>

const stripeMakers = {
  STRIPE_SECRET_KEY: () => `sk_test_${random(24, 'hex')}`,
  STRIPE_WEBHOOK_SECRET: () => `whsec_${random(24, 'hex')}`,
} as const satisfies Record<string, () => string>

export type LocalSecrets = {
  variables: Record<string, string>
  /** What the last seeding answered: it must answer the same again, as programs have been given it. */
  seed: Record<string, unknown>
  /** Kept while they are free, so that addresses survive a restart. */
  ports: { database?: number; simulator?: number }
}

function random(bytes: number, encoding: 'base64url' | 'hex' = 'base64url'): string {
  return randomBytes(bytes).toString(encoding)
}

const fileIn = (dataDirectory: string) => path.join(dataDirectory, 'local-secrets.json')

function make(kept: Record<string, string>, given: NodeJS.ProcessEnv): Record<string, string> {
  const isSet = (name: string) => (given[name] ?? '') !== ''
  const all = {
    ...makers,
    ...(!isSet('STRIPE_SECRET_KEY') && !isSet('STRIPE_WEBHOOK_SECRET') && stripeMakers),
  }
  const halves = isSet('ADMIN_EMAIL') !== isSet('ADMIN_PASSWORD') ? ['ADMIN_EMAIL', 'ADMIN_PASSWORD'] : []
  const names = Object.entries(all).filter(([name]) => !isSet(name) && !halves.includes(name))
  return Object.fromEntries(names.map(([name, maker]) => [name, kept[name] ?? maker()]))
}

/** Reads the secrets of this data folder and makes what is missing; a second start gets the same. */
export function loadLocalSecrets(dataDirectory: string, given: NodeJS.ProcessEnv): LocalSecrets {
  const file = readPrivateFile(fileIn(dataDirectory)) ?? {}
  const kept = (file['variables'] ?? {}) as Record<string, string>
  const secrets: LocalSecrets = {
    variables: make(kept, given),
    seed: (file['seed'] ?? {}) as LocalSecrets['seed'],
    ports: (file['ports'] ?? {}) as LocalSecrets['ports'],
  }
  writePrivateFile(fileIn(dataDirectory), { ...secrets, variables: { ...kept, ...secrets.variables } })
  return secrets
}

/** Keeps what a second start must repeat. */
export function saveLocalSecrets(dataDirectory: string, change: Partial<Omit<LocalSecrets, 'variables'>>): void {
  const file = fileIn(dataDirectory)
  writePrivateFile(file, { ...readPrivateFile(file), ...change })
}
