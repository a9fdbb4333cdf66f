import { mkdirSync } from 'node:fs'
import { startEmbeddedPostgres } from '@/dev/embedded-postgres'
import { nodeFlags } from '@/dev/node-flags'
import { cleanUps, freePort, startServer } from './processes'

const managementToken = 'bench-management-token-bench-management-token'
const customers = 8
/** Above what any scenario opens, so that every limit is counted and none refuses. */
const limit = 20_000
const windowPerMinute = 100_000_000

const secrets = {
  NEXTAUTH_SECRET: 'bench-session-secret-bench-session-secret',
  KEY_PEPPER: 'v1:bench-pepper-bench-pepper-bench-pepper-b',
  CREDENTIAL_KEY: `v1:${Buffer.alloc(32, 9).toString('base64')}`,
  MANAGEMENT_TOKEN: managementToken,
  NODE_ENV: 'production',
}

/** One installation: a database, an upstream account and customers whose every call is limited, held, settled and logged. */
export type Installation = {
  keys: readonly string[]
  databasePid: number
  start(name: string, env: Record<string, string>, flags?: readonly string[]): Promise<{ port: number; pid: number }>
}

async function call<T>(url: string, method: string, path: string, body: unknown): Promise<T> {
  const response = await fetch(`${url}/api/admin/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${managementToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return JSON.parse(text) as T
}

async function furnish(url: string, upstreamUrl: string, models: readonly string[]): Promise<string[]> {
  const pool = await call<{ id: string }>(url, 'POST', '/account-pools', {
    ...{ name: 'bench', visibility: 'public', instructionsPolicy: 'passthrough', instructions: '' },
    ...{ disconnectPolicy: 'drain', maxWaiting: 1_000, idleTimeoutMs: 60_000 },
  })
  await call(url, 'POST', '/upstream-accounts', {
    ...{ name: 'bench', protocol: 'openai', baseUrl: `${upstreamUrl}/v1`, concurrencyLimit: limit, priority: 1 },
    ...{ credential: { kind: 'api_key', apiKey: 'sk-bench' }, poolIds: [pool.id] },
  })
  for (const model of models) {
    await call(url, 'PUT', `/model-prices/${model}`, {
      ...{ inputNanoUsdPerMillion: '1000000', outputNanoUsdPerMillion: '2000000', maxOutputTokens: 4_096 },
    })
  }
  const keys: string[] = []
  for (let n = 0; n < customers; n++) {
    const user = await call<{ id: string }>(url, 'POST', '/users', {
      ...{ email: `bench-${n}@example.test`, concurrencyLimit: limit, requestsPerMinute: windowPerMinute },
    })
    await call(url, 'POST', `/users/${user.id}/credits`, { amountNanoUsd: '1000000000000', reason: 'bench' })
    const key = await call<{ key: string }>(url, 'POST', `/users/${user.id}/api-keys`, {
      name: 'bench',
      poolId: pool.id,
    })
    keys.push(key.key)
  }
  return keys
}

/** Makes an installation; its first process, with the pages, serves `pages` at the Next.js door. */
export async function installTurnpike(
  directory: string,
  upstreamUrl: string,
  models: readonly string[],
): Promise<Installation & { pages: { port: number; pid: number } }> {
  const postgres = await startEmbeddedPostgres({ directory: `${directory}/postgres`, database: 'turnpike' })
  cleanUps.push(() => postgres.stop())
  const start: Installation['start'] = async (name, env, flags = []) => {
    const port = await freePort()
    const data = `${directory}/${name}`
    mkdirSync(data, { recursive: true })
    const pid = await startServer(
      process.execPath,
      [...flags, ...(process.env['BENCH_NODE_FLAGS']?.split(' ') ?? []), ...nodeFlags(), 'dist/server.js'],
      {
        env: {
          ...{ ...secrets, PORT: String(port), DATA_DIR: data, EMBEDDED_DATABASE_URL: postgres.url() },
          ...{ UPSTREAM_SIMULATOR_URL: upstreamUrl, ...env },
        },
        log: `${data}/log`,
        url: `http://127.0.0.1:${port}/readyz`,
      },
    )
    return { port, pid }
  }
  const pages = await start('next', { ROLE: 'all', GATEWAY_DOOR: 'web' })
  const keys = await furnish(`http://127.0.0.1:${pages.port}`, upstreamUrl, models)
  return { keys, databasePid: postgres.pid, start, pages }
}
