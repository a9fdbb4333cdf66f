import { createServer, type Server } from 'node:http'
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

/** On the wanted port; without one on the port of last time, so that open checkout pages outlive a restart. */
async function listenAgain(server: Server, wanted: number, before: number): Promise<RunningServer> {
  if (wanted !== 0 || before === 0) return listenLocally(server, wanted)
  try {
    return await listenLocally(server, before)
  } catch {
    // Taken by somebody else meanwhile: any other port will do.
    return listenLocally(server, 0)
  }
}

/** Starts the Stripe simulator on 127.0.0.1; `port` 0 or none takes a free one. */
export async function startStripeSimulator(options: StripeSimulatorOptions): Promise<RunningServer> {
  const store = new StripeStore(options.dataDir ?? null)
  const webhooks = new Webhooks(options.webhookSecret)
  webhooks.url = options.webhookUrl ?? store.settings.get('webhookUrl') ?? null
  const noRequest: Stripe.Event.Request = { id: null, idempotency_key: null }
  const context: StripeContext = { store, webhooks, url: '', request: noRequest }
  const server = createServer({ noDelay: true, keepAlive: true }, (req, res) => {
    void routeStripe(context, req, res)
  })
  const running = await listenAgain(server, options.port ?? 0, Number(store.settings.get('port') ?? 0))
  context.url = running.url
  store.settings.set('port', new URL(running.url).port)
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
