import { afterAll, beforeAll, describe, it } from 'vitest'
import { createAccountPool } from '@/lib/account-pools'
import type { AlertMetric } from '@/lib/alerts/types'
import { alertMetrics } from '@/lib/alerts/types'
import { pool } from '@/lib/db/pg'
import { prisma } from '@/lib/db/prisma'
import { createId } from '@/lib/ids'
import { runJob } from '@/lib/jobs'
import { closeLedger, type SettleInput, settleRequest, startLedger } from '@/lib/ledger'
import { type SlotLease, slots } from '@/lib/slots'
import { createUpstreamAccount, setAccountStatus } from '@/lib/upstream-accounts'
import { createCustomer, heldRequest, settleInput } from '../ledger/fixtures'
import { alertsForFile, ctx, diskProbe, expectFiresAndResolves } from './fixtures'

alertsForFile()
const processId = createId('process')
const windowSeconds = 300
const calls = 10
let poolId = ''
let accountId = ''

beforeAll(async () => {
  await startLedger({ processId, role: 'all' })
  const credential = { kind: 'api_key' as const, apiKey: 'a-key' }
  const fields = { name: 'Alerted', protocol: 'openai' as const, baseUrl: 'http://127.0.0.1:1/v1', concurrencyLimit: 1 }
  accountId = (await createUpstreamAccount(ctx, { ...fields, credential })).id
  poolId = (await createAccountPool(ctx, { name: 'Alerted', accountIds: [accountId] })).id
})
afterAll(closeLedger)

async function settle(overrides: Partial<SettleInput>, cost = 0): Promise<{ poolId: string }> {
  const customer = await createCustomer({ balance: 100 })
  for (let n = 0; n < calls; n++) {
    await settleRequest(settleInput(processId, heldRequest(customer), cost, overrides))
  }
  return customer
}

const nothing = async () => undefined
const afterTheWindow = { mendIt: nothing, laterMs: windowSeconds * 1_000 }

async function withTwoCalls(): Promise<() => Promise<void>> {
  const controller = new AbortController()
  const leases: SlotLease[] = []
  const take = async (onWaiting?: () => void) =>
    await slots().acquireAccountSlot(
      {
        ...{ requestId: createId('request'), userId: 'usr_flood', weight: 1, poolId, shard: 's0', sessionKey: null },
        candidates: () => [{ accountId, limit: 1, priority: 1, upstreamModel: 'gpt-test' }],
        ...{ maxWaiting: 10, waitTimeoutMs: 600_000, stickyPatienceMs: 0, stickyTtlMs: 1_000 },
      },
      controller.signal,
      onWaiting,
    )
  const first = await take()
  if (first.kind === 'acquired') leases.push(first.lease)
  let waiter: Promise<unknown> = Promise.resolve()
  await new Promise<void>((resolve) => {
    waiter = take(resolve)
  })
  return async () => {
    controller.abort()
    await waiter
    for (const lease of leases) await lease.release()
  }
}

type Episode = Omit<Parameters<typeof expectFiresAndResolves>[0], 'rule'> & {
  rule: Partial<Parameters<typeof expectFiresAndResolves>[0]['rule']>
}

const coolDown = async () =>
  await slots().reportOutcome(accountId, 's0', 'gpt-test', {
    ...{ kind: 'rate_limited', retryAfterMs: 60_000, model: null, reason: '429' },
  })
const clearCooldown = async () => await slots().clearCooldown(accountId, 's0')
const flag = { operator: 'above', threshold: 0 } as const

async function disk(): Promise<Episode> {
  const probe = diskProbe(0.5)
  const set = (share: number) => async () => {
    probe.share = share
  }
  return {
    rule: { operator: 'below', threshold: 10 },
    label: 'data',
    probes: probe,
    breakIt: set(0.05),
    mendIt: set(0.5),
  }
}

async function databaseSize(): Promise<Episode> {
  const { rows } = await pool().query<{ gib: number }>(
    'SELECT (pg_database_size(current_database()) + 4194304) / 1073741824.0::float AS gib',
  )
  return {
    rule: { operator: 'above', threshold: rows[0]?.gib ?? 0 },
    label: 'database',
    breakIt: async () => {
      await pool().query(
        `CREATE TABLE heavy AS SELECT string_agg(md5((n * m)::text), '') AS text
           FROM generate_series(1, 1000) n, generate_series(1, 300) m GROUP BY n`,
      )
    },
    mendIt: async () => await pool().query('DROP TABLE heavy'),
  }
}

async function waiting(): Promise<Episode> {
  let letGo = nothing as () => Promise<void>
  return {
    rule: flag,
    label: poolId,
    breakIt: async () => {
      letGo = await withTwoCalls()
    },
    mendIt: async () => await letGo(),
  }
}

async function latency(column: 'queueMs' | 'firstTokenMs'): Promise<Episode> {
  const customer = await settle({ [column]: 5 })
  const model = 'gpt-test'
  const slow = async () => {
    for (let n = 0; n < calls * 3; n++) {
      const request = heldRequest({ userId: 'usr_none', keyId: 'key_none', poolId: customer.poolId })
      await settleRequest(settleInput(processId, request, 0, { [column]: 20_000 }))
    }
  }
  const label = column === 'queueMs' ? customer.poolId : model
  const filters = { poolId: customer.poolId, minCalls: calls }
  const rule = { operator: 'above' as const, threshold: 10_000, windowSeconds, filters }
  return { rule, label, breakIt: slow, ...afterTheWindow }
}

async function budget(): Promise<Episode> {
  const filters = { accountId, budgetNanoUsd: '1000000000', period: 'day' as const }
  return {
    rule: { operator: 'below', threshold: 20, filters },
    label: accountId,
    breakIt: async () => await settle({ accountId }, 0.09),
    ...{ mendIt: nothing, laterMs: 86_400_000 },
  }
}

async function invariant(): Promise<Episode> {
  const { userId } = await createCustomer({ balance: 1 })
  const add = (nanoUsd: number) => async () =>
    await pool().query('UPDATE wallets SET held_nano_usd = held_nano_usd + $2 WHERE user_id = $1', [userId, nanoUsd])
  return { rule: flag, label: 'open_holds_equal_held', breakIt: add(1), mendIt: add(-1) }
}

async function webhook(): Promise<Episode> {
  const id = createId('event')
  return {
    rule: { operator: 'above', threshold: 300 },
    label: 'stripe',
    breakIt: async () =>
      await pool().query(
        `INSERT INTO stripe_events (id, type, object_id, created, received_at)
         VALUES ($1, 'checkout.session.completed', 'cs_1', now(), now() - interval '10 minutes')`,
        [id],
      ),
    mendIt: async () => await pool().query(`UPDATE stripe_events SET status = 'processed' WHERE id = $1`, [id]),
  }
}

async function lateJob(): Promise<Episode> {
  const job = { name: 'test-late', cron: '* * * * *', run: nothing }
  await runJob(job)
  return {
    rule: { operator: 'above', threshold: 600 },
    label: job.name,
    breakIt: async () =>
      await pool().query(`UPDATE job_watermarks SET reached_at = now() - interval '1 hour' WHERE name = $1`, [
        `job:${job.name}`,
      ]),
    mendIt: async () => await runJob(job),
  }
}

async function failedJob(): Promise<Episode> {
  const job = (fails: boolean) => ({
    ...{ name: 'test-failed', cron: '* * * * *' },
    run: async () => {
      if (fails) throw new Error('no luck')
    },
  })
  return {
    ...{ rule: flag, label: 'test-failed' },
    breakIt: async () => await runJob(job(true)).catch(nothing),
    mendIt: async () => await runJob(job(false)),
  }
}

async function errors(): Promise<Episode> {
  await settle({})
  return {
    rule: { operator: 'above', threshold: 20, windowSeconds, filters: { owner: 'upstream', minCalls: calls } },
    label: 'upstream',
    breakIt: async () => await settle({ status: 'failed', errorCode: 'upstream_failed' }),
    ...afterTheWindow,
  }
}

/** Every metric that is offered, but the slot store's own: that needs a Redis to stop. */
const episodes: Record<Exclude<AlertMetric, 'store_unreachable'>, () => Promise<Episode>> = {
  error_rate: errors,
  available_accounts: async () => ({
    ...{
      rule: { operator: 'below', threshold: 1 },
      label: `${poolId}:openai`,
      breakIt: coolDown,
      mendIt: clearCooldown,
    },
  }),
  account_cooling: async () => ({ rule: flag, label: accountId, breakIt: coolDown, mendIt: clearCooldown }),
  account_error: async () => ({
    ...{ rule: flag, label: accountId },
    breakIt: async () => await setAccountStatus(accountId, 'error', 'the key was refused'),
    mendIt: async () => await setAccountStatus(accountId, 'active', ''),
  }),
  waiting_calls: waiting,
  queue_wait_p95: async () => await latency('queueMs'),
  first_token_p95: async () => await latency('firstTokenMs'),
  upstream_budget_left: budget,
  invariant_broken: invariant,
  webhook_lag: webhook,
  job_late: lateJob,
  job_failed: failedJob,
  disk_free: disk,
  database_size: databaseSize,
}

function isEpisode(name: string): name is keyof typeof episodes {
  return Object.hasOwn(episodes, name)
}

describe('each metric fires once and resolves', () => {
  const names = Object.keys(alertMetrics).filter((name) => name !== 'store_unreachable')
  it.each(names)('%s', async (name) => {
    if (!isEpisode(name)) throw new Error(`${name} is offered without a test`)
    const { rule, ...episode } = await episodes[name]()
    await expectFiresAndResolves({ ...episode, rule: { ...rule, metric: name } })
    await prisma().stripeEvent.deleteMany()
  })

  it.each([
    ['us', 'internal'],
    ['customer', 'model_not_found'],
  ] as const)('error_rate of what was %s’s fault alone', async (owner, errorCode) => {
    const { rule, ...episode } = await errors()
    const narrowed = { ...rule, metric: 'error_rate' as const, threshold: 1, filters: { owner, minCalls: calls } }
    const breakIt = async () => await settle({ status: 'failed', errorCode })
    await expectFiresAndResolves({ ...episode, label: owner, rule: narrowed, breakIt })
  })
})
