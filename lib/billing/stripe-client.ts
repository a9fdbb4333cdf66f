import { Stripe } from 'stripe'
import { env } from '../env'
import { AppError } from '../errors'
import { processState } from '../process-state'

const timeoutMs = 10_000
const maxNetworkRetries = 2

/** `off`: no key is set, nothing can be bought. `simulator` and `test` move no real money. */
export type BillingMode = 'live' | 'test' | 'simulator' | 'off'

/** Where payments go, from the environment alone: the same code talks to Stripe and to the simulator. */
export function billingMode(): BillingMode {
  const { STRIPE_SECRET_KEY: key, STRIPE_SIMULATOR_URL: simulator } = env()
  if (key === undefined) return 'off'
  if (simulator !== undefined) return 'simulator'
  return /^[sr]k_live_/.test(key) ? 'live' : 'test'
}

function hostOf(url: string | undefined): { host?: string; port?: string; protocol?: 'http' | 'https' } {
  if (url === undefined) return {}
  const { hostname: host, port, protocol } = new URL(url)
  const isPlain = protocol === 'http:'
  return { host, port: port || (isPlain ? '80' : '443'), protocol: isPlain ? 'http' : 'https' }
}

/** The process's one Stripe client: 10 s a call, two repeats, always with an idempotency key. Throws when no key is set. */
export function stripe(): Stripe {
  const { STRIPE_SECRET_KEY: key, STRIPE_SIMULATOR_URL: simulator } = env()
  if (key === undefined) throw new AppError('conflict', 'Payments are not set up on this installation.')
  const name = `stripe:${simulator ?? ''}:${key.slice(-6)}`
  return processState(name, () => {
    const app = { name: 'Turnpike' }
    return new Stripe(key, {
      ...{ timeout: timeoutMs, maxNetworkRetries, telemetry: false, appInfo: app },
      ...hostOf(simulator),
    })
  })
}

/** What webhooks are signed with; throws when none is set. */
export function webhookSecret(): string {
  const secret = env().STRIPE_WEBHOOK_SECRET
  if (secret === undefined) throw new AppError('not_found', 'There is no such page.')
  return secret
}
