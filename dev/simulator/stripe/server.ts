import { createServer } from 'node:http'
import type { Stripe } from 'stripe'
import { listenLocally, type RunningServer } from '../listen'
import { runClock } from './clock'
import type { StripeContext } from './events'
import { routeStripe } from './router'
import { StripeStore } from './store'
import { Webhooks } from './webhooks'

export interface StripeSimulatorOptions {
  readonly port?: number
  /** Where `stripe.json` is kept; nowhere when absent. */
  readonly dataDir?: string
  readonly webhookSecret: string
  readonly webhookUrl?: string
}

const tickMs = 500

/** Starts the Stripe simulator on 127.0.0.1; `port` 0 or none takes a free one. */
export async function startStripeSimulator(options: StripeSimulatorOptions): Promise<RunningServer> {
  const store = new StripeStore(options.dataDir ?? null)
  const webhooks = new Webhooks(store.settings.get('webhookSecret') ?? options.webhookSecret)
  webhooks.url = options.webhookUrl ?? store.settings.get('webhookUrl') ?? null
  const noRequest: Stripe.Event.Request = { id: null, idempotency_key: null }
  const context: StripeContext = { store, webhooks, url: '', request: noRequest }
  const server = createServer({ noDelay: true, keepAlive: true }, (req, res) => {
    void routeStripe(context, req, res)
  })
  const running = await listenLocally(server, options.port ?? 0)
  context.url = running.url
  const ticker = setInterval(() => runClock(context), tickMs)
  return {
    url: running.url,
    async close() {
      clearInterval(ticker)
      webhooks.close()
      await running.close()
      store.flush()
    },
  }
}
