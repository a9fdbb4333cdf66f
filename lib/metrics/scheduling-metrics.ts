import { Counter, Histogram } from 'prom-client'
import { processState } from '../process-state'
import { registry } from './registry'

const waitBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

function metrics() {
  return processState('scheduling-metrics', () => {
    const registers = [registry()]
    return {
      waits: new Histogram({
        name: 'turnpike_slot_wait_seconds',
        help: "Waits for the customer's slot and for an account of the pool, by how they ended; calls that found a place at once don't count.",
        labelNames: ['queue', 'end'] as const,
        buckets: waitBuckets,
        registers,
      }),
      picks: new Counter({
        name: 'turnpike_account_picks_total',
        help: 'Calls that an upstream account was picked for; sticky = bound to it by their session.',
        labelNames: ['account', 'sticky'] as const,
        registers,
      }),
      switches: new Counter({
        name: 'turnpike_account_switches_total',
        help: 'Calls that went on to another account after one failed them.',
        labelNames: ['account', 'failure'] as const,
        registers,
      }),
      pauses: new Counter({
        name: 'turnpike_account_failures_total',
        help: 'Failures that count against an account, by what they do to it.',
        labelNames: ['account', 'effect'] as const,
        registers,
      }),
    }
  })
}

export type WaitEnd = 'acquired' | 'timeout' | 'shed' | 'cancelled' | 'refused'

/** Counts one ended wait in a queue. */
export function countWait(queue: 'customer' | 'pool', end: WaitEnd, waitedMs: number): void {
  metrics().waits.observe({ queue, end }, waitedMs / 1000)
}

/** Counts one pick of an account. */
export function countPick(account: string, sticky: boolean): void {
  metrics().picks.inc({ account, sticky: String(sticky) })
}

/** Counts one call that leaves an account for another. */
export function countSwitch(account: string, failure: string): void {
  metrics().switches.inc({ account, failure })
}

/** Counts one failure that counts against an account. */
export function countAccountFailure(account: string, effect: string): void {
  metrics().pauses.inc({ account, effect })
}
