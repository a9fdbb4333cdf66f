import { Counter, Histogram } from 'prom-client'
import { shared } from '../process-state'
import { registry } from './registry'
import { ByName, Tally } from './tally'

const waitBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

class AccountPicks {
  readonly bound: Tally<'account' | 'sticky'>
  readonly free: Tally<'account' | 'sticky'>

  constructor(account: string) {
    this.bound = new Tally({ account, sticky: 'true' })
    this.free = new Tally({ account, sticky: 'false' })
  }
}

const metrics = shared('scheduling-metrics', () => {
  const registers = [registry()]
  const picksOf = new ByName((account) => new AccountPicks(account))
  new Counter({
    name: 'turnpike_account_picks_total',
    help: 'Calls that an upstream account was picked for; sticky = bound to it by their session.',
    labelNames: ['account', 'sticky'] as const,
    registers,
    collect() {
      for (const { bound, free } of picksOf.values()) {
        bound.handOver(this)
        free.handOver(this)
      }
    },
  })
  return {
    picksOf,
    waits: new Histogram({
      name: 'turnpike_slot_wait_seconds',
      help: "Waits for the customer's slot and for an account of the pool, by how they ended; calls that found a place at once don't count.",
      labelNames: ['queue', 'end'] as const,
      buckets: waitBuckets,
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

export type WaitEnd = 'acquired' | 'timeout' | 'shed' | 'cancelled' | 'refused'

/** Counts one ended wait in a queue. */
export function countWait(queue: 'customer' | 'pool', end: WaitEnd, waitedMs: number): void {
  metrics().waits.observe({ queue, end }, waitedMs / 1000)
}

/** Counts one pick of an account. */
export function countPick(account: string, sticky: boolean): void {
  const { bound, free } = metrics().picksOf.of(account)
  if (sticky) bound.add(1)
  else free.add(1)
}

/** Counts one call that leaves an account for another. */
export function countSwitch(account: string, failure: string): void {
  metrics().switches.inc({ account, failure })
}

/** Counts one failure that counts against an account. */
export function countAccountFailure(account: string, effect: string): void {
  metrics().pauses.inc({ account, effect })
}
