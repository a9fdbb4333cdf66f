import fs from 'node:fs'
import path from 'node:path'
import { isLocalMode } from '../../lib/env'
import { type LocalSecrets, loadLocalSecrets } from './local-secrets'
import { makeDataDirectory } from './private-file'

/** What this start is going to be, known before anything runs. */
export type Plan = {
  dataDirectory: string
  isLocal: boolean
  /** False with a DATABASE_URL. */
  needsDatabase: boolean
  needsUpstreamSimulator: boolean
  needsStripeSimulator: boolean
  /** Where the server listens. */
  url: string
  secrets: LocalSecrets
  /** The operator's environment with the secrets of this data folder. */
  env: NodeJS.ProcessEnv
  version: string
  build: string
}

const providerKeys = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'GEMINI_API_KEY']

function listenUrl(env: NodeJS.ProcessEnv): string {
  const host = env['HOST'] || '127.0.0.1'
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${env['PORT'] || 3000}`
}

function readField(file: string, name: string): string {
  const value = (JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : ''
}

/** Decides what has to run; makes the data folder and, in local mode only, the secrets. */
export function makePlan(given: NodeJS.ProcessEnv): Plan {
  const isSet = (name: string) => (given[name] ?? '') !== ''
  const dataDirectory = makeDataDirectory(given['DATA_DIR'] || '.data')
  const isLocal = isLocalMode(given)
  const secrets = isLocal ? loadLocalSecrets(dataDirectory, given) : { variables: {}, seed: {}, ports: {} }
  const simulator = given['UPSTREAM_SIMULATOR'] || 'auto'
  return {
    dataDirectory,
    isLocal,
    needsDatabase: !isSet('DATABASE_URL'),
    needsUpstreamSimulator: isLocal && (simulator === 'on' || (simulator === 'auto' && !providerKeys.some(isSet))),
    needsStripeSimulator: isLocal && !isSet('STRIPE_SECRET_KEY'),
    url: listenUrl(given),
    secrets,
    env: { ...given, ...secrets.variables, DATA_DIR: dataDirectory, NODE_ENV: 'production' },
    version: readField('package.json', 'version'),
    build: readField(path.join('dist', 'build-stamp.json'), 'programs'),
  }
}
