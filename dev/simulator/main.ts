import { parseArgs } from 'node:util'
import { startStripeSimulator, startUpstreamSimulator } from './index'

/** Both simulators in one process. Arguments win over the environment; one line of JSON says where they listen. */
const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    'stripe-port': { type: 'string' },
    'data-dir': { type: 'string' },
    'webhook-url': { type: 'string' },
    'webhook-secret': { type: 'string' },
  },
})
const { env } = process

function numberOf(text: string | undefined): number | null {
  return text === undefined || text === '' || !Number.isFinite(Number(text)) ? null : Number(text)
}

const tokenMs = numberOf(env['SIM_TOKEN_MS'])
const firstTokenMs = numberOf(env['SIM_FIRST_TOKEN_MS'])
const dataDir = values['data-dir'] ?? env['SIM_DATA_DIR']
const webhookUrl = values['webhook-url'] ?? env['STRIPE_WEBHOOK_URL']

const upstream = await startUpstreamSimulator({
  port: numberOf(values.port ?? env['SIM_PORT']) ?? 0,
  pace: { ...(tokenMs === null ? {} : { tokenMs }), ...(firstTokenMs === null ? {} : { firstTokenMs }) },
})
const stripe = await startStripeSimulator({
  port: numberOf(values['stripe-port'] ?? env['SIM_STRIPE_PORT']) ?? 0,
  webhookSecret: values['webhook-secret'] ?? env['STRIPE_WEBHOOK_SECRET'] ?? 'whsec_simulator',
  ...(dataDir ? { dataDir } : {}),
  ...(webhookUrl ? { webhookUrl } : {}),
})

let closing = false
async function close(): Promise<void> {
  if (closing) return
  closing = true
  await Promise.all([upstream.close(), stripe.close()])
  process.exit(0)
}
process.on('SIGTERM', () => void close())
process.on('SIGINT', () => void close())

// Last, so that whoever reads it may stop the program at once.
process.stdout.write(`${JSON.stringify({ url: upstream.url, stripeUrl: stripe.url })}\n`)
