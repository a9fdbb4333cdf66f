import { Gauge } from 'prom-client'
import { logger } from '../logger'
import { processState } from '../process-state'
import { registry } from './registry'

type Counts = { id: string; running: number; waiting: number }

/** What the slot store holds at one moment; it is the same from every process. */
export type LoadSample = {
  storeReachable: boolean
  accounts: readonly (Counts & {
    loadRate: number | null
    /** `model` is `*` for the whole account. */
    pauses: readonly { model: string; cause: string; secondsLeft: number }[]
  })[]
  pools: readonly Counts[]
  customers: readonly Counts[]
  /** What the records of today (UTC) add up to, as the panel shows it; null = not known now. */
  today: {
    requests: number
    tokens: number
    chargedUsd: number
    lostUsd: number
    upstreamCostUsd: number
    failed: Readonly<Record<string, number>>
    openHolds: number
    /** Milliseconds by quantile. */
    own: Readonly<Record<string, number | null>>
  } | null
}

const sampleTimeoutMs = 3_000

type GaugeMaker = <L extends string>(name: string, help: string, labelNames: readonly L[]) => Gauge<L>

function todayGauges(gauge: GaugeMaker) {
  const note = 'Since midnight UTC, from the records: the same from every process.'
  return {
    todayRequests: gauge('today_requests', `Admitted calls. ${note}`, []),
    todayTokens: gauge('today_tokens', `Tokens of all classes. ${note}`, []),
    todayCharged: gauge('today_charged_usd', `What customers were charged. ${note}`, []),
    todayLost: gauge('today_lost_usd', `What was priced and not charged. ${note}`, []),
    todayCost: gauge('today_upstream_cost_usd', `What the calls cost at the upstreams. ${note}`, []),
    todayFailed: gauge('today_failed', `Failed calls by whose fault it was. ${note}`, ['owner']),
    openHolds: gauge('open_holds', 'Calls with money set aside. The same from every process.', []),
    own: gauge('own_latency_seconds', 'Added by the gateway before the upstream was asked, last 15 minutes.', [
      'quantile',
    ]),
  }
}

function showToday(gauges: Gauges, today: LoadSample['today']): void {
  if (today === null) return
  gauges.todayRequests.set(today.requests)
  gauges.todayTokens.set(today.tokens)
  gauges.todayCharged.set(today.chargedUsd)
  gauges.todayLost.set(today.lostUsd)
  gauges.todayCost.set(today.upstreamCostUsd)
  gauges.openHolds.set(today.openHolds)
  for (const [owner, count] of Object.entries(today.failed)) gauges.todayFailed.set({ owner }, count)
  for (const [quantile, ms] of Object.entries(today.own)) if (ms !== null) gauges.own.set({ quantile }, ms / 1000)
}

function createGauges(collect: () => Promise<void>) {
  const gauge: GaugeMaker = (name, help, labelNames) =>
    new Gauge({ name: `turnpike_${name}`, help, labelNames, registers: [registry()], collect })
  const note = 'As the slot store counts it, the same from every process.'
  return {
    store: gauge('slot_store_up', 'Whether the slot store answers.', []),
    accountRunning: gauge('account_running', `Calls that an upstream account serves. ${note}`, ['account']),
    accountWaiting: gauge('account_waiting', `Calls that wait for this account alone. ${note}`, ['account']),
    accountLoad: gauge('account_load_percent', `Running and waiting by the account's limit. ${note}`, ['account']),
    accountAccountFailure: gauge(
      'account_pause_seconds',
      `What is left of an account's pause; model is * for all of it. ${note}`,
      ['account', 'model', 'cause'],
    ),
    poolRunning: gauge('pool_running', `Calls that a pool's accounts serve. ${note}`, ['pool']),
    poolWaiting: gauge('pool_waiting', `Calls that wait in a pool. ${note}`, ['pool']),
    customerRunning: gauge('customer_running', `Calls of a busy customer that run. ${note}`, ['customer']),
    ...todayGauges(gauge),
    customerWaiting: gauge('customer_waiting', `Calls of a busy customer that wait for its slot. ${note}`, [
      'customer',
    ]),
  }
}

type Gauges = ReturnType<typeof createGauges>

function show(gauges: Gauges, sample: LoadSample): void {
  gauges.store.set(sample.storeReachable ? 1 : 0)
  showToday(gauges, sample.today)
  for (const { id: account, running, waiting, loadRate, pauses } of sample.accounts) {
    gauges.accountRunning.set({ account }, running)
    gauges.accountWaiting.set({ account }, waiting)
    if (loadRate !== null) gauges.accountLoad.set({ account }, loadRate)
    for (const { model, cause, secondsLeft } of pauses) {
      gauges.accountAccountFailure.set({ account, model, cause }, secondsLeft)
    }
  }
  for (const { id: pool, running, waiting } of sample.pools) {
    gauges.poolRunning.set({ pool }, running)
    gauges.poolWaiting.set({ pool }, waiting)
  }
  for (const { id: customer, running, waiting } of sample.customers) {
    gauges.customerRunning.set({ customer }, running)
    gauges.customerWaiting.set({ customer }, waiting)
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), sampleTimeoutMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Shows what `read` answers whenever metrics are asked for, one reading for all gauges; without an answer they are left out. */
export function setLoadSource(read: () => Promise<LoadSample>): void {
  processState('load-gauges', () => {
    let reading: Promise<void> | null = null
    const refresh = async () => {
      for (const gauge of Object.values(gauges)) gauge.reset()
      try {
        show(gauges, await inTime(read()))
      } catch (error) {
        logger().warn({ reason: String(error) }, 'loads could not be read for the metrics')
        gauges.store.remove()
      }
    }
    const gauges = createGauges(async () => {
      reading ??= refresh().finally(() => {
        reading = null
      })
      await reading
    })
    return gauges
  })
}
