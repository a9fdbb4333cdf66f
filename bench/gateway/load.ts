// The load generator: a process of its own, ordered over IPC, so that neither its work nor its memory is a contender's.
import { setTimeout as sleep } from 'node:timers/promises'
import type { JsonOrder, JsonResult, LoadMessage, OpenOrder, Order, StreamOrder, StreamResult } from './messages'
import { summarise } from './statistics'
import { Wire } from './wire'

const host = '127.0.0.1'
const eventMark = Buffer.from('data: ')
const maxReasons = 5

class Reasons {
  failed = 0
  readonly texts = new Set<string>()

  note(reason: string): void {
    this.failed++
    if (this.texts.size < maxReasons) this.texts.add(reason)
  }
}

function prepared(order: Order): (n: number) => Buffer {
  const requests = order.target.requests.map((text) => Buffer.from(text, 'base64'))
  const first = requests[0] ?? Buffer.alloc(0)
  return (n) => requests[n % requests.length] ?? first
}

async function runJson(order: JsonOrder): Promise<JsonResult> {
  const request = prepared(order)
  const reasons = new Reasons()
  const startAt = performance.now() + order.warmMs
  const endAt = startAt + order.ms
  const latencies: number[] = []
  let answered = 0
  const connection = (n: number) =>
    new Promise<void>((resolve) => {
      let wire = new Wire(host, order.target.port)
      const next = () => {
        const sentAt = performance.now()
        if (sentAt >= endAt) {
          wire.close()
          resolve()
          return
        }
        wire.send(request(n), {
          data: () => undefined,
          end: (status) => {
            const now = performance.now()
            if (status !== 200) reasons.note(`status ${status}`)
            else {
              answered++
              if (sentAt >= startAt && now <= endAt) latencies.push(now - sentAt)
            }
            next()
          },
          broken: (reason) => {
            reasons.note(reason)
            wire.close()
            wire = new Wire(host, order.target.port)
            setTimeout(next, 10)
          },
        })
      }
      next()
    })
  await Promise.all(Array.from({ length: order.connections }, (_, n) => connection(n)))
  return {
    kind: 'json',
    perSecond: latencies.length / (order.ms / 1000),
    answered,
    latencyMs: summarise(latencies),
    failed: reasons.failed,
    reasons: [...reasons.texts],
  }
}

/** Everything one run of streams measures. */
class StreamTally {
  readonly gaps: number[] = []
  readonly firsts: number[] = []
  readonly reasons = new Reasons()
  events = 0
  whole = 0

  constructor(
    readonly expected: number,
    readonly isMeasured: (at: number) => boolean,
  ) {}

  result(): StreamResult {
    const { events, whole, reasons } = this
    const [gapMs, firstMs] = [summarise(this.gaps), summarise(this.firsts)]
    return { kind: 'streams', gapMs, firstMs, events, whole, broken: reasons.failed, reasons: [...reasons.texts] }
  }
}

function countEvents(bytes: Buffer): number {
  let found = 0
  for (let at = bytes.indexOf(eventMark); at >= 0; at = bytes.indexOf(eventMark, at + eventMark.length)) found++
  return found
}

/** One stream to its end; `onFirst` at its first event. */
function runStream(wire: Wire, request: Buffer, tally: StreamTally, onFirst: () => void): Promise<boolean> {
  return new Promise((resolve) => {
    const sentAt = performance.now()
    let lastAt = 0
    let seen = 0
    wire.send(request, {
      data: (bytes) => {
        const found = countEvents(bytes)
        if (found === 0) return
        const now = performance.now()
        if (seen === 0) {
          onFirst()
          if (tally.isMeasured(now)) tally.firsts.push(now - sentAt)
        } else if (tally.isMeasured(now)) tally.gaps.push(now - lastAt)
        lastAt = now
        seen += found
      },
      end: (status) => {
        tally.events += seen
        if (status !== 200) tally.reasons.note(`status ${status}`)
        else if (seen < tally.expected) tally.reasons.note(`${seen} of ${tally.expected} events`)
        else tally.whole++
        resolve(true)
      },
      broken: (reason) => {
        tally.reasons.note(`${reason} after ${seen} events`)
        resolve(false)
      },
    })
  })
}

async function runStreams(order: StreamOrder): Promise<StreamResult> {
  const request = prepared(order)
  const startAt = performance.now() + order.warmMs
  const endAt = startAt + order.ms
  const tally = new StreamTally(order.events, (at) => at >= startAt && at <= endAt)
  const connection = async (n: number) => {
    // Not all at the same millisecond: callers don't do that either.
    await sleep((order.warmMs * 0.5 * n) / order.connections)
    let wire = new Wire(host, order.target.port)
    while (performance.now() < endAt) {
      if (await runStream(wire, request(n), tally, () => undefined)) continue
      wire.close()
      wire = new Wire(host, order.target.port)
      await sleep(10)
    }
    wire.close()
  }
  await Promise.all(Array.from({ length: order.connections }, (_, n) => connection(n)))
  return tally.result()
}

async function runOpen(order: OpenOrder, onOpen: () => void): Promise<StreamResult> {
  const request = prepared(order)
  const tally = new StreamTally(order.events, () => true)
  let open = 0
  const connection = async (n: number) => {
    await sleep((order.rampMs * n) / order.connections)
    const wire = new Wire(host, order.target.port)
    await runStream(wire, request(n), tally, () => {
      open++
      if (open === order.connections) onOpen()
    })
    wire.close()
  }
  await Promise.all(Array.from({ length: order.connections }, (_, n) => connection(n)))
  return tally.result()
}

function run(order: Order, onOpen: () => void): Promise<JsonResult | StreamResult> {
  if (order.kind === 'json') return runJson(order)
  return order.kind === 'streams' ? runStreams(order) : runOpen(order, onOpen)
}

process.on('message', ({ id, order }: { id: number; order: Order }) => {
  const say = (message: LoadMessage) => process.send?.(message)
  void run(order, () => say({ id, kind: 'open', at: Date.now() })).then((result) => say({ id, kind: 'result', result }))
})
process.on('disconnect', () => process.exit(0))
