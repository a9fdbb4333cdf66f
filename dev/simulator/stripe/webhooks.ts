import { createHmac } from 'node:crypto'
import type { WireEvent } from './store'

/** How deliveries misbehave. */
export interface WebhookSwitches {
  delayMs: number
  /** How many further times each event is sent. */
  duplicate: number
  /** Events of one moment are sent in reverse. */
  reorder: boolean
  /** How many of the next events are never sent; -1 = all. */
  lose: number
  /** Only these types are lost; empty = all types. */
  loseTypes: readonly string[]
}

export interface Delivery {
  readonly event: string
  readonly type: string
  attempts: number
  status: number | null
  state: 'waiting' | 'delivered' | 'lost' | 'given_up'
}

const noSwitches: WebhookSwitches = { delayMs: 0, duplicate: 0, reorder: false, lose: 0, loseTypes: [] }
const attemptsMax = 12
const firstRetryMs = 500
const retryMaxMs = 60_000
const timeoutMs = 10_000
const inFlightMax = 4
const deliveriesMax = 2000
const queueMax = 10_000
const gatherMs = 150

interface Job {
  readonly event: WireEvent
  readonly delivery: Delivery
}

/** Sends signed events to one endpoint, again and again until it takes them. */
export class Webhooks {
  switches: WebhookSwitches = { ...noSwitches }
  url: string | null = null
  deliveries: Delivery[] = []
  #queue: Job[] = []
  #inFlight = 0
  #gathering: Job[] = []
  #timers = new Set<NodeJS.Timeout>()
  #closed = false

  constructor(public secret: string) {}

  get configured(): boolean {
    return this.url !== null
  }

  /** Nothing waits any more: sent, lost or given up. */
  get idle(): boolean {
    return this.#queue.length === 0 && this.#inFlight === 0 && this.#timers.size === 0
  }

  send(event: WireEvent): void {
    if (this.url === null || this.#closed) return
    const delivery: Delivery = { event: event.id, type: event.type, attempts: 0, status: null, state: 'waiting' }
    this.deliveries.push(delivery)
    if (this.deliveries.length > deliveriesMax) this.deliveries = this.deliveries.slice(-deliveriesMax / 2)
    if (this.#loses(event)) {
      delivery.state = 'lost'
      return
    }
    for (let i = 0; i <= this.switches.duplicate; i++) this.#later({ event, delivery })
  }

  close(): void {
    this.#closed = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    this.#queue = []
  }

  #loses(event: WireEvent): boolean {
    const { lose, loseTypes } = this.switches
    if (lose === 0 || (loseTypes.length > 0 && !loseTypes.includes(event.type))) return false
    if (lose > 0) this.switches.lose = lose - 1
    return true
  }

  #later(job: Job): void {
    const { delayMs, reorder } = this.switches
    if (!reorder) {
      this.#after(delayMs, () => this.#push(job))
      return
    }
    this.#gathering.push(job)
    if (this.#gathering.length > 1) return
    this.#after(gatherMs + delayMs, () => {
      const gathered = this.#gathering.reverse()
      this.#gathering = []
      for (const waiting of gathered) this.#push(waiting)
    })
  }

  #after(ms: number, then: () => void): void {
    if (ms <= 0) {
      then()
      return
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      then()
    }, ms)
    this.#timers.add(timer)
  }

  #push(job: Job): void {
    if (this.#closed) return
    if (this.#queue.length >= queueMax) {
      job.delivery.state = 'given_up'
      return
    }
    this.#queue.push(job)
    this.#pump()
  }

  #pump(): void {
    while (this.#inFlight < inFlightMax) {
      const job = this.#queue.shift()
      if (!job) return
      this.#inFlight += 1
      void this.#attempt(job).finally(() => {
        this.#inFlight -= 1
        this.#pump()
      })
    }
  }

  async #attempt(job: Job): Promise<void> {
    const { event, delivery } = job
    delivery.attempts += 1
    delivery.status = await this.#post(event)
    if (delivery.status !== null && delivery.status >= 200 && delivery.status < 300) {
      delivery.state = 'delivered'
      event.pending_webhooks = 0
      return
    }
    if (delivery.attempts >= attemptsMax) {
      delivery.state = 'given_up'
      return
    }
    this.#after(Math.min(firstRetryMs * 2 ** (delivery.attempts - 1), retryMaxMs), () => this.#push(job))
  }

  /** The status, or null when nobody answered. */
  async #post(event: WireEvent): Promise<number | null> {
    if (this.url === null) return null
    const body = JSON.stringify(event, null, 2)
    try {
      const answer = await fetch(this.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': signatureOf(body, this.secret),
          'user-agent': 'Stripe/1.0 (simulator)',
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      })
      await answer.arrayBuffer()
      return answer.status
    } catch {
      // Not there (yet): the retry that follows is the handling.
      return null
    }
  }
}

/** Signed with the real time, as the receiver's tolerance is measured with it. */
export function signatureOf(body: string, secret: string): string {
  const at = Math.floor(Date.now() / 1000)
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`
}
