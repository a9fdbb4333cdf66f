import { spawn } from 'node:child_process'
import { once, setMaxListeners } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { redisKeys } from '@/lib/redis'
import { createRedisSlots, defaultSlotLimits, type SlotLimits, type Slots } from '@/lib/slots'
import { skipsRedis, startTestRedis, type TestRedis } from '../../support/redis'
import {
  accountRequest,
  acquiredAccount,
  acquiredLease,
  candidate,
  customerRequest,
  never,
  own,
  quickLimits,
  until,
} from '../../unit/slots/behaviour'

const root = new URL('../../../', import.meta.url).pathname

/** Builds the child as the product is built, so that it needs no loader. */
async function startHolder(redisUrl: string) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'turnpike-holder-'))
  const outfile = path.join(root, 'node_modules/.cache', `${path.basename(folder)}.mjs`)
  await build({
    entryPoints: [path.join(root, 'tests/integration/slots/holder-process.ts')],
    ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', alias: { '@': root }, outfile },
    external: ['vitest'],
    logLevel: 'silent',
  })
  const child = spawn(process.execPath, [outfile], {
    cwd: root,
    env: { ...process.env, TEST_REDIS_URL: redisUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return {
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
      rmSync(outfile, { force: true })
    },
  }
}

describe.skipIf(skipsRedis)('slots when something dies', () => {
  let redis: TestRedis
  const processes: Slots[] = []
  const startProcess = (limits: Partial<SlotLimits> = {}) => {
    const all = { ...quickLimits, ...limits }
    const started = createRedisSlots({ url: redis.url, limits: () => all })
    processes.push(started)
    return started
  }
  beforeEach(async () => {
    redis = await startTestRedis()
  })
  afterEach(async () => {
    await Promise.all(processes.splice(0).map(async (each) => await each.close()))
    await redis.stop()
  })

  it('frees the 50 slots of a killed process within one lease time, and its waiters elsewhere proceed', async () => {
    const holder = await startHolder(redis.url)
    const slots = startProcess()
    const users = [{ kind: 'user', id: 'usr_crash', userId: 'usr_crash' }] as const
    const accounts = [{ accountId: 'acct_crash', shard: 's0', limit: 50 }]
    expect(await slots.customerLoads(users)).toEqual([{ id: 'usr_crash', running: 50, waiting: 0 }])
    expect(await slots.accountLoads(accounts)).toMatchObject([{ running: 50 }])
    const waiting = Promise.all([
      slots.acquireCustomerSlot(customerRequest('usr_crash', 50), never),
      slots.acquireAccountSlot(accountRequest('pool_crash', [candidate('acct_crash', 50)]), never),
    ])
    await until(async () => (await slots.poolLoads([{ poolId: 'pool_crash', shard: 's0' }]))[0]?.waiting === 1)
    await holder.kill()
    // By the store's own clock, what the dead process held ends within one lease time from now.
    const [seconds, microseconds] = await redis.client.time()
    const latestMs = Number(seconds) * 1_000 + Number(microseconds) / 1_000 + quickLimits.leaseTtlMs
    for (const base of [redisKeys.customerBase('usr_crash'), redisKeys.shardBase('s0')]) {
      const rows = await redis.client.zrange(`${base}leases`, '0', '-1', 'WITHSCORES')
      const ends = rows.filter((_, i) => i % 2 === 1).map(Number)
      expect(ends.every((endMs) => endMs <= latestMs)).toBe(true)
    }
    const [customer, account] = await waiting
    await acquiredLease(customer).release()
    await acquiredAccount(account).lease.release()
    await until(async () => {
      const [ofCustomer, ofAccount] = [await slots.customerLoads(users), await slots.accountLoads(accounts)]
      return ofCustomer[0]?.running === 0 && ofAccount[0]?.running === 0
    })
  })

  it('after a restart without memory renews what runs before it admits others: no limit is passed, nothing leaks', async () => {
    const limits = { warmupMs: 700, renewMs: 300, leaseTtlMs: 3_000 }
    const [first, second] = [startProcess(limits), startProcess(limits)]
    const userId = own('usr')
    const account = candidate(own('acct'), 6)
    const calls = accountRequest(own('pool'), [account])
    await until(async () => (await first.ping()) && (await second.ping()))
    const held = []
    for (let i = 0; i < 6; i++) {
      const slots = i % 2 ? first : second
      held.push(acquiredLease(await slots.acquireCustomerSlot(customerRequest(userId, 6), never)))
      held.push(acquiredAccount(await slots.acquireAccountSlot(calls, never)).lease)
    }
    const waiting = first.acquireCustomerSlot(customerRequest(userId, 6), never)
    await sleep(50)
    const { port } = redis
    await redis.kill()
    expect(await second.acquireCustomerSlot(customerRequest(userId, 6), never)).toEqual({ kind: 'unavailable' })
    expect(await second.ping()).toBe(false)
    expect(await waiting).toEqual({ kind: 'unavailable' })
    redis = await startTestRedis({ port })
    const kinds = new Set<string>()
    await until(async () => {
      const result = await second.acquireCustomerSlot(customerRequest(userId, 6, { maxWaiting: 0 }), never)
      kinds.add(result.kind)
      return result.kind === 'queue_full'
    })
    expect(kinds).not.toContain('acquired')
    expect((await first.acquireAccountSlot({ ...calls, maxWaiting: 0 }, never)).kind).toBe('queue_full')
    expect(held.some((lease) => lease.lost)).toBe(false)
    for (const lease of held) await lease.release()
    expect(await first.customerLoads([{ kind: 'user', id: userId, userId }])).toEqual([
      { id: userId, running: 0, waiting: 0 },
    ])
    expect(await first.accountLoads([{ accountId: account.accountId, shard: 's0', limit: 6 }])).toMatchObject([
      { running: 0 },
    ])
  })

  it('notices at the next call that the memory was lost without a restart: no limit is passed, what runs is renewed', async () => {
    const limits = { warmupMs: 700, renewMs: 60_000, leaseTtlMs: 120_000 }
    const [first, second] = [startProcess(limits), startProcess(limits)]
    await until(async () => (await first.ping()) && (await second.ping()))
    const userId = own('usr')
    const calls = accountRequest(own('pool'), [candidate(own('acct'), 1)], { maxWaiting: 0 })
    const one = acquiredLease(await first.acquireCustomerSlot(customerRequest(userId, 1), never))
    const two = acquiredAccount(await second.acquireAccountSlot(calls, never)).lease
    await redis.client.flushall()
    // Neither renews by itself for a minute: what is seen is seen by the calls.
    expect(await second.acquireCustomerSlot(customerRequest(userId, 1), never)).toEqual({ kind: 'unavailable' })
    expect(await first.acquireAccountSlot(calls, never)).toEqual({ kind: 'unavailable' })
    const full = async (slots: Slots) => {
      const result = await slots.acquireCustomerSlot(customerRequest(userId, 1, { maxWaiting: 0 }), never)
      expect(['unavailable', 'queue_full']).toContain(result.kind)
      return result.kind === 'queue_full'
    }
    await until(async () => await full(second))
    expect((await first.acquireAccountSlot(calls, never)).kind).toBe('queue_full')
    expect(one.lost || two.lost).toBe(false)
    await one.release()
    await two.release()
    expect((await second.acquireCustomerSlot(customerRequest(userId, 1), never)).kind).toBe('acquired')
    expect((await first.acquireAccountSlot(calls, never)).kind).toBe('acquired')
  })

  it('admits at once by the first memory an installation ever used, and by no later one', async () => {
    let kept: string | undefined
    const firstEpoch = async (epoch: string) => {
      kept ??= epoch
      return kept
    }
    const start = () => {
      const slots = createRedisSlots({ url: redis.url, limits: () => defaultSlotLimits, firstEpoch })
      processes.push(slots)
      return slots
    }
    const [first, second] = [start(), start()]
    expect((await first.acquireCustomerSlot(customerRequest(own('usr'), 1), never)).kind).toBe('acquired')
    expect((await second.acquireCustomerSlot(customerRequest(own('usr'), 1), never)).kind).toBe('acquired')
    await redis.client.flushall()
    expect((await first.acquireCustomerSlot(customerRequest(own('usr'), 1), never)).kind).toBe('unavailable')
    expect((await start().acquireCustomerSlot(customerRequest(own('usr'), 1), never)).kind).toBe('unavailable')
  })

  it('admits nobody while the first memory can be neither kept nor read', async () => {
    let isAway = true
    const firstEpoch = async (epoch: string) => {
      if (isAway) throw new Error('the database is away')
      return epoch
    }
    const slots = createRedisSlots({ url: redis.url, limits: () => defaultSlotLimits, firstEpoch })
    processes.push(slots)
    expect(await slots.ping()).toBe(false)
    expect((await slots.acquireCustomerSlot(customerRequest(own('usr'), 1), never)).kind).toBe('unavailable')
    isAway = false
    expect((await slots.acquireCustomerSlot(customerRequest(own('usr'), 1), never)).kind).toBe('acquired')
  })

  it('hands over 100 waiters by push: two commands each, none of them a poll', async () => {
    const limits = {
      pollMs: 600_000,
      ticketTtlMs: 1_200_000,
      renewMs: 600_000,
      leaseTtlMs: 1_200_000,
      confirmMs: 60_000,
    }
    const [first, second] = [startProcess(limits), startProcess(limits)]
    const request = accountRequest(own('pool'), [candidate(own('acct'), 1)], { waitTimeoutMs: 120_000 })
    const { lease } = acquiredAccount(await first.acquireAccountSlot(request, never))
    const order: number[] = []
    const waiting = Array.from({ length: 100 }, async (_, i) => {
      const call = { ...request, userId: `usr_${i % 9}` }
      const result = await (i % 2 ? first : second).acquireAccountSlot(call, never)
      order.push(i)
      await acquiredAccount(result).lease.release()
    })
    const load = async () => (await first.poolLoads([{ poolId: request.poolId, shard: 's0' }]))[0]?.waiting
    await until(async () => (await load()) === 100)
    await redis.client.config('RESETSTAT')
    await lease.release()
    await Promise.all(waiting)
    expect(order).toHaveLength(100)
    // A hand-over is one release and one confirmation, whoever waits behind.
    expect(await scriptsRun(redis)).toBe(1 + 2 * 100)
  })

  it('fails a customer whose keys are broken alone, of all who are asked about by the same script', async () => {
    const slots = startProcess()
    await until(async () => await slots.ping())
    const users = [own('usr'), own('usr'), own('usr')] as const
    await redis.client.set(`${redisKeys.customerBase(users[1])}state`, 'broken')
    await redis.client.config('RESETSTAT')
    const asked = users.map(async (userId) => await slots.acquireCustomerSlot(customerRequest(userId, 1), never))
    const [first, broken, third] = await Promise.allSettled(asked)
    expect(broken).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('WRONGTYPE') } })
    expect(await scriptsRun(redis)).toBe(1 + 1)
    for (const each of [first, third]) {
      if (each?.status !== 'fulfilled') throw new Error('another customer failed too')
      await acquiredLease(each.value).release()
    }
    expect(await slots.customerLoads([{ kind: 'user', id: users[2], userId: users[2] }])).toMatchObject([
      { running: 0 },
    ])
  })

  it('asks once a poll for all who wait in a process, so that 100 waiters cost what one does', async () => {
    const limits = { pollMs: 100, ticketTtlMs: 60_000, renewMs: 600_000, leaseTtlMs: 1_200_000 }
    const slots = startProcess(limits)
    const request = accountRequest(own('pool'), [candidate(own('acct'), 1)], { waitTimeoutMs: 120_000 })
    const { lease } = acquiredAccount(await slots.acquireAccountSlot(request, never))
    const leaving = new AbortController()
    setMaxListeners(0, leaving.signal)
    const waiting = Array.from({ length: 100 }, async () => await slots.acquireAccountSlot(request, leaving.signal))
    await until(async () => (await slots.poolLoads([{ poolId: request.poolId, shard: 's0' }]))[0]?.waiting === 100)
    const startedAt = performance.now()
    await redis.client.config('RESETSTAT')
    await until(async () => (await scriptsRun(redis)) >= 5)
    const polls = await scriptsRun(redis)
    expect(polls).toBeLessThanOrEqual((performance.now() - startedAt) / limits.pollMs + 2)
    leaving.abort()
    expect(new Set((await Promise.all(waiting)).map((each) => each.kind))).toEqual(new Set(['cancelled']))
    await lease.release()
  })
})

/** Script calls since the statistics were reset. */
async function scriptsRun(redis: TestRedis): Promise<number> {
  const stats = await redis.client.info('commandstats')
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0)
}
