import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { isLocalMode } from '../lib/env'

type Variables = Readonly<Record<string, string | undefined>>

const readyFile = z.object({
  url: z.url(),
  managementToken: z.string(),
  simulatorUrl: z.string().nullable(),
  stripeSimulatorUrl: z.string().nullable(),
  databaseUrl: z.string(),
})
const secretsFile = z.object({ variables: z.record(z.string(), z.string()) })

function read<T>(file: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(fs.readFileSync(file, 'utf8')))
  } catch {
    // Not started, or not readable by this person: then there is nothing to add.
    return null
  }
}

/**
 * The shell's variables and, in local mode, what `npm run up` made and started in DATA_DIR: its secrets, its database,
 * its address. What the shell sets comes first.
 */
export function localEnvironment(given: Variables, directory: string): Record<string, string> {
  const own = Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  )
  if (!isLocalMode(own)) return own
  const dataDirectory = path.resolve(directory, own['DATA_DIR'] ?? '.data')
  const secrets = read(path.join(dataDirectory, 'local-secrets.json'), secretsFile)?.variables ?? {}
  const ready = read(path.join(dataDirectory, 'ready.json'), readyFile)
  if (!ready) return { ...secrets, ...own }
  const { hostname, port } = new URL(ready.url)
  return {
    ...secrets,
    ...{ TURNPIKE_URL: ready.url, TURNPIKE_TOKEN: ready.managementToken, EMBEDDED_DATABASE_URL: ready.databaseUrl },
    ...{ HOST: hostname.replace(/^\[|\]$/g, ''), PORT: port || '80' },
    ...(ready.simulatorUrl === null ? {} : { UPSTREAM_SIMULATOR_URL: ready.simulatorUrl }),
    ...(ready.stripeSimulatorUrl === null ? {} : { STRIPE_SIMULATOR_URL: ready.stripeSimulatorUrl }),
    ...own,
  }
}
