import { mkdirSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { nodeFlags } from '@/dev/node-flags'
import { hashPassword } from '@/lib/crypto'
import { cleanUp, cpuMs, familyCpuMs, freePort, startServer } from '../gateway/processes'
import { summarise } from '../gateway/statistics'

/** One page as one customer sees it: the first answer of a fresh process, then the answers after it, to the last byte. */
export type PageTimes = {
  customer: string
  page: string
  htmlBytes: number
  coldMs: number
  warmMs: { count: number; p50: number; p99: number; max: number }
  firstByteMs: { p50: number; p99: number }
  /** Processor time of one answer, which other work on the machine changes little; null where /proc doesn't tell. */
  cpuMs: { server: number | null; database: number | null }
}

type Customer = { name: string; id: string }
type Product = { url: string; pid: number; databasePid: number }
type Answer = { firstByteMs: number; wholeMs: number; bytes: number }

const requests = 40
const timeoutMs = 60_000
const password = 'bench bench bench bench'
const pages = [
  ...['/overview', '/overview?range=24h&by=15min', '/overview?range=30d', '/overview?range=90d&by=day'],
  ...['/usage', '/usage?status=failed', '/keys', '/billing'],
]
const customers: Customer[] = [
  { name: 'largest', id: `usr_${'1'.padStart(26, '0')}` },
  { name: 'middle', id: `usr_${'300'.padStart(26, '0')}` },
]
const secret = 'bench-bench-bench-bench-bench-bench-bench'

async function givePasswords(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const hash = await hashPassword(password)
    await client.query('UPDATE users SET password_hash = $1 WHERE id = ANY($2)', [hash, customers.map(({ id }) => id)])
  } finally {
    await client.end()
  }
}

async function startProduct(databaseUrl: string, directory: string): Promise<Omit<Product, 'databasePid'>> {
  const data = path.join(directory, 'product')
  mkdirSync(data, { recursive: true })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const pid = await startServer(process.execPath, [...nodeFlags(), 'dist/server.js'], {
    log: path.join(data, 'server.log'),
    url: `${url}/readyz`,
    env: {
      ...{ EMBEDDED_DATABASE_URL: databaseUrl, PORT: String(port), DATA_DIR: data, UPSTREAM_SIMULATOR: 'off' },
      ...{ NEXTAUTH_SECRET: secret, KEY_PEPPER: `v1:${secret}`, LOG_LEVEL: 'warn' },
      CREDENTIAL_KEY: `v1:${Buffer.alloc(32, 1).toString('base64')}`,
    },
  })
  return { url, pid }
}

function cookiesOf(response: Response): string[] {
  return response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')
}

/** Signs in as the sign-in page does; answers the cookies. */
async function signIn(url: string, { id }: Customer): Promise<string> {
  const email = `user${Number(id.slice('usr_'.length))}@example.com`
  const asked = await fetch(`${url}/api/auth/csrf`, { signal: AbortSignal.timeout(timeoutMs) })
  const { csrfToken } = (await asked.json()) as { csrfToken: string }
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: 'POST',
    headers: { origin: url, cookie: cookiesOf(asked).join('; ') },
    body: new URLSearchParams({ csrfToken, email, password, json: 'true' }),
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'manual',
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`signing in answered ${answer.status}: ${text}`)
  return [...cookiesOf(asked), ...cookiesOf(answer)].join('; ')
}

async function ask(url: string, page: string, cookie: string): Promise<Answer> {
  const begun = performance.now()
  const response = await fetch(`${url}${page}`, {
    headers: { cookie, accept: 'text/html' },
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  })
  const firstByteMs = performance.now() - begun
  const text = await response.text()
  const wholeMs = performance.now() - begun
  // A page that failed while it streamed has a status of 200, too.
  if (response.status !== 200 || !text.endsWith('</html>') || /data-dgst|<template data-msg/.test(text))
    throw new Error(`${page} answered ${response.status}: ${text.slice(-500)}`)
  return { firstByteMs, wholeMs, bytes: text.length }
}

const difference = (before: number | null, after: number | null) =>
  before === null || after === null ? null : (after - before) / requests

async function timePage(product: Product, customer: Customer, page: string, cookie: string): Promise<PageTimes> {
  const { url, pid, databasePid } = product
  const cold = await ask(url, page, cookie)
  const answers: Answer[] = []
  const before = [cpuMs(pid), familyCpuMs(databasePid)] as const
  for (let i = 0; i < requests; i++) answers.push(await ask(url, page, cookie))
  const after = [cpuMs(pid), familyCpuMs(databasePid)] as const
  const { count, p50, p99, max } = summarise(answers.map(({ wholeMs }) => wholeMs))
  const first = summarise(answers.map(({ firstByteMs }) => firstByteMs))
  return {
    ...{ customer: customer.name, page, htmlBytes: cold.bytes, coldMs: cold.wholeMs },
    ...{ warmMs: { count, p50, p99, max }, firstByteMs: { p50: first.p50, p99: first.p99 } },
    cpuMs: { server: difference(before[0], after[0]), database: difference(before[1], after[1]) },
  }
}

/** Starts the built product on the generated database, signs in and times what its server answers. */
export async function measurePages(
  databaseUrl: string,
  databasePid: number,
  directory: string,
  say: (text: string) => void,
): Promise<PageTimes[]> {
  await givePasswords(databaseUrl)
  const results: PageTimes[] = []
  for (const customer of customers) {
    try {
      const product = { ...(await startProduct(databaseUrl, directory)), databasePid }
      const cookie = await signIn(product.url, customer)
      for (const page of pages) {
        const times = await timePage(product, customer, page, cookie)
        results.push(times)
        const [p50, p99, cold] = [times.warmMs.p50, times.warmMs.p99, times.coldMs].map((ms) => ms.toFixed(0))
        const { server, database } = times.cpuMs
        const cpu = `cpu ${server?.toFixed(0)} + ${database?.toFixed(0)} ms`
        say(`${customer.name.padEnd(8)} ${page.padEnd(30)} p50 ${p50} ms, p99 ${p99} ms, cold ${cold} ms, ${cpu}`)
      }
    } finally {
      await cleanUp()
    }
  }
  return results
}
