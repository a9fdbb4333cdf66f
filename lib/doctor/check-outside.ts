import { connectTo } from '../db/connect-to'
import type { Env } from '../env'
import { guardedFetch } from '../http/guarded-fetch'
import { failed, ok, reasonOf, skipped, warning } from './finding'
import type { Finding } from './types'

const timeoutMs = 8_000
const maxAccounts = 100
const unauthorized = 401

type Account = { name: string; base_url: string; status: string; status_reason: string | null; credential: boolean }

/** Any answer of HTTP proves that the way there is open; what it says is the account test's business. */
async function reach(url: string): Promise<string | null> {
  try {
    await guardedFetch(url, { timeoutMs, maxBytes: 1_048_576 })
    return null
  } catch (error) {
    const reason = error instanceof Error && error.cause !== undefined ? reasonOf(error.cause) : reasonOf(error)
    return /larger than/.test(reason) ? null : reason
  }
}

async function readAccounts(databaseUrl: string): Promise<Account[]> {
  const client = await connectTo(databaseUrl, 'doctor')
  try {
    const { rows } = await client.query<Account>(
      `SELECT name, base_url, status::text, status_reason, credential_cipher <> '' AS credential FROM upstream_accounts
       WHERE enabled AND deleted_at IS NULL ORDER BY name LIMIT ${maxAccounts}`,
    )
    return rows
  } finally {
    await client.end()
  }
}

async function checkAccount(account: Account): Promise<Finding> {
  const check = `upstream ${account.name}`
  if (account.status === 'error') {
    const why = account.status_reason ?? 'its credential was refused'
    return failed(
      check,
      `is out of service: ${why}`,
      'Renew its credential under Admin → Upstream accounts, then test it.',
    )
  }
  const reason = await reach(account.base_url)
  return reason === null
    ? ok(check, `${new URL(account.base_url).host} answers`)
    : failed(
        check,
        `${account.base_url} can't be reached: ${reason}`,
        'Check its base URL, proxy and this machine’s network.',
      )
}

/** Every enabled upstream account: in service, and its address answers. */
export async function checkUpstreams(env: Env): Promise<Finding[]> {
  try {
    const accounts = await readAccounts(env.databaseUrl)
    if (accounts.length === 0) {
      return [
        warning(
          'upstreams',
          'no account is enabled: no call can be served',
          'Add one under Admin → Upstream accounts.',
        ),
      ]
    }
    return await Promise.all(accounts.map(checkAccount))
  } catch (error) {
    return [skipped('upstreams', `could not be read: ${reasonOf(error)}`)]
  }
}

/** Stripe, when payments are set up: it answers and knows the key. */
export async function checkStripe({ STRIPE_SECRET_KEY: key, STRIPE_SIMULATOR_URL: simulator }: Env): Promise<Finding> {
  if (key === undefined) return skipped('stripe', 'not set up: nothing can be bought')
  const address = new URL('/v1/balance', simulator ?? 'https://api.stripe.com')
  try {
    const { status } = await guardedFetch(address.href, { timeoutMs, headers: { authorization: `Bearer ${key}` } })
    if (status === unauthorized)
      return failed('stripe', 'the secret key is refused', 'Copy STRIPE_SECRET_KEY from the Stripe dashboard.')
    const name = simulator === undefined ? 'Stripe' : 'the simulator'
    return status < 500
      ? ok('stripe', `${name} answers`)
      : warning('stripe', `answers ${status}`, 'See status.stripe.com.')
  } catch (error) {
    return failed(
      'stripe',
      `can't be reached: ${reasonOf(error)}`,
      'Allow this machine to reach api.stripe.com over https.',
    )
  }
}

/** The server itself, at the address that people use. */
export async function checkServer({ PUBLIC_URL, isLocal }: Env): Promise<Finding> {
  const start = isLocal
    ? 'Start it with: npm run up'
    : 'Start the server, and check the proxy before it and PUBLIC_URL.'
  try {
    const response = await fetch(new URL('/readyz', PUBLIC_URL), { signal: AbortSignal.timeout(timeoutMs) })
    return response.ok
      ? ok('server', `${PUBLIC_URL} is ready`)
      : failed(
          'server',
          `${PUBLIC_URL}/readyz answers ${response.status}: ${(await response.text()).slice(0, 200)}`,
          start,
        )
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error
    return failed('server', `${PUBLIC_URL} does not answer: ${reasonOf(cause)}`, start)
  }
}
