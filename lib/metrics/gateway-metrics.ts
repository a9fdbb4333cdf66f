import { Counter, Gauge, Histogram } from 'prom-client'
import { shared } from '../process-state'
import { registry } from './registry'
import { ByName, Observations, Tally } from './tally'

const secondBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

/** What is counted for one protocol. */
class ProtocolTallies {
  readonly attempts: Tally<'protocol'>
  readonly firstToken: Observations<'protocol'>
  readonly duration: Observations<'protocol'>
  /** By how calls ended. */
  readonly requests: ByName<Tally<'protocol' | 'status'>>

  constructor(protocol: string, histograms: () => Histograms) {
    this.attempts = new Tally({ protocol })
    this.firstToken = new Observations({ protocol }, () => histograms().firstToken)
    this.duration = new Observations({ protocol }, () => histograms().duration)
    this.requests = new ByName((status) => new Tally({ protocol, status }))
  }
}

type Histograms = { firstToken: Histogram<'protocol'>; duration: Histogram<'protocol'>; queue: Histogram<never> }

const byProtocol = ['protocol'] as const

function createHistograms(protocols: ByName<ProtocolTallies>, queue: Observations<never>): Histograms {
  const common = { buckets: secondBuckets, registers: [registry()] }
  return {
    queue: new Histogram({
      name: 'turnpike_queue_seconds',
      help: 'Wait for slots.',
      ...common,
      collect: () => queue.handOver(),
    }),
    firstToken: new Histogram({
      name: 'turnpike_first_token_seconds',
      help: 'Until the first output.',
      labelNames: byProtocol,
      ...common,
      collect: () => {
        for (const { firstToken } of protocols.values()) firstToken.handOver()
      },
    }),
    duration: new Histogram({
      name: 'turnpike_request_seconds',
      help: 'Whole requests.',
      labelNames: byProtocol,
      ...common,
      collect: () => {
        for (const { duration } of protocols.values()) duration.handOver()
      },
    }),
  }
}

function createCounters(protocols: ByName<ProtocolTallies>) {
  const registers = [registry()]
  return {
    requests: new Counter({
      name: 'turnpike_requests_total',
      help: 'Admitted requests by how they ended.',
      labelNames: ['protocol', 'status'] as const,
      registers,
      collect() {
        for (const { requests } of protocols.values()) for (const tally of requests.values()) tally.handOver(this)
      },
    }),
    attempts: new Counter({
      name: 'turnpike_upstream_attempts_total',
      help: 'Attempts at upstream accounts.',
      labelNames: byProtocol,
      registers,
      collect() {
        for (const { attempts } of protocols.values()) attempts.handOver(this)
      },
    }),
    refusals: new Counter({
      name: 'turnpike_refusals_total',
      help: 'Requests that ended with an error before admission or output, by code.',
      labelNames: ['code'] as const,
      registers,
    }),
  }
}

function create() {
  const protocols: ByName<ProtocolTallies> = new ByName((name) => new ProtocolTallies(name, () => histograms))
  const queue: Observations<never> = new Observations({}, () => histograms.queue)
  const histograms = createHistograms(protocols, queue)
  return { protocols, queue, refusals: createCounters(protocols).refusals, gauges: new Map<string, Gauge>() }
}

const metrics = shared('gateway-metrics', create)

export type SettlementSample = {
  protocol: string
  status: string
  queueMs: number
  firstTokenMs: number | null
  durationMs: number
  attempts: number
}

/** Counts one settled request. */
export function countSettlement(sample: SettlementSample): void {
  const { protocols, queue } = metrics()
  const { requests, attempts, duration, firstToken } = protocols.of(sample.protocol)
  requests.of(sample.status).add(1)
  attempts.add(sample.attempts)
  queue.add(sample.queueMs / 1000)
  duration.add(sample.durationMs / 1000)
  if (sample.firstTokenMs !== null) firstToken.add(sample.firstTokenMs / 1000)
}

/** Counts one request that ended with an error of ours. */
export function countRefusal(code: string): void {
  metrics().refusals.inc({ code })
}

/** Registers a gauge that is read when metrics are scraped. */
export function setGauge(name: string, help: string, read: () => number): void {
  const { gauges } = metrics()
  if (gauges.has(name)) return
  const gauge = new Gauge({
    name,
    help,
    registers: [registry()],
    collect() {
      this.set(read())
    },
  })
  gauges.set(name, gauge)
}
