import { Counter, Gauge, Histogram } from 'prom-client'
import { processState } from '../process-state'
import { registry } from './registry'

const secondBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

function metrics() {
  return processState('gateway-metrics', () => {
    const registers = [registry()]
    return {
      requests: new Counter({
        name: 'turnpike_requests_total',
        help: 'Admitted requests by how they ended.',
        labelNames: ['protocol', 'status'] as const,
        registers,
      }),
      refusals: new Counter({
        name: 'turnpike_refusals_total',
        help: 'Requests that ended with an error before admission or output, by code.',
        labelNames: ['code'] as const,
        registers,
      }),
      attempts: new Counter({
        name: 'turnpike_upstream_attempts_total',
        help: 'Attempts at upstream accounts.',
        labelNames: ['protocol'] as const,
        registers,
      }),
      queue: new Histogram({
        name: 'turnpike_queue_seconds',
        help: 'Wait for slots.',
        buckets: secondBuckets,
        registers,
      }),
      firstToken: new Histogram({
        name: 'turnpike_first_token_seconds',
        help: 'Until the first output.',
        labelNames: ['protocol'] as const,
        buckets: secondBuckets,
        registers,
      }),
      duration: new Histogram({
        name: 'turnpike_request_seconds',
        help: 'Whole requests.',
        labelNames: ['protocol'] as const,
        buckets: secondBuckets,
        registers,
      }),
      gauges: new Map<string, Gauge>(),
    }
  })
}

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
  const all = metrics()
  all.requests.inc({ protocol: sample.protocol, status: sample.status })
  all.attempts.inc({ protocol: sample.protocol }, sample.attempts)
  all.queue.observe(sample.queueMs / 1000)
  all.duration.observe({ protocol: sample.protocol }, sample.durationMs / 1000)
  if (sample.firstTokenMs !== null) all.firstToken.observe({ protocol: sample.protocol }, sample.firstTokenMs / 1000)
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
