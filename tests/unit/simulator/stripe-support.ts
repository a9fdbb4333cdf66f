import { createServer, type Server } from 'node:http'
import { Stripe } from 'stripe'

export const webhookSecret = 'whsec_test'

export function stripeAt(url: string): Stripe {
  const { hostname, port } = new URL(url)
  return new Stripe('sk_test_unit', { host: hostname, port, protocol: 'http', maxNetworkRetries: 0 })
}

export async function control(url: string, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}/_sim/${path}`, { method: 'POST', body: JSON.stringify(body) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`/_sim/${path}: ${answer.status} ${text}`)
  const parsed: unknown = JSON.parse(text)
  if (typeof parsed !== 'object' || parsed === null) throw new Error('no object')
  return { ...parsed }
}

/** A browser without scripts: sends a form, and says where it was sent on to, or what it was shown. */
export async function submit(
  url: string,
  fields: Record<string, string>,
): Promise<{ location: string | null; html: string }> {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
  return { location: answer.headers.get('location'), html: await answer.text() }
}

/** An endpoint that checks each signature with the SDK and keeps what it took; `refuse` answers 500 that many times. */
export class Receiver {
  readonly events: Stripe.Event[] = []
  refuse = 0
  requests = 0
  url = ''
  #server: Server

  constructor(readonly stripe: Stripe) {
    this.#server = createServer((req, res) => {
      const chunks: Buffer[] = []
      req.on('data', (chunk: Buffer) => chunks.push(chunk))
      req.on('end', () => {
        this.requests += 1
        const signature = String(req.headers['stripe-signature'])
        const event = this.stripe.webhooks.constructEvent(Buffer.concat(chunks), signature, webhookSecret)
        if (this.refuse > 0) {
          this.refuse -= 1
          res.writeHead(500).end()
          return
        }
        this.events.push(event)
        res.end()
      })
    })
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const address = this.#server.address()
    if (typeof address !== 'object' || !address) throw new Error('no address')
    this.url = `http://127.0.0.1:${address.port}/webhook`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  types(): string[] {
    return this.events.map((event) => event.type)
  }

  /** Waits until `enough` says so. */
  async until(enough: (types: string[]) => boolean): Promise<void> {
    for (let i = 0; i < 200; i++) {
      if (enough(this.types())) return
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    throw new Error(`only got ${this.types().join(', ')}`)
  }
}
