import { describe, expect, it, vi } from 'vitest'
import { systemContext } from '@/lib/auth/actor-context'
import { slots } from '@/lib/slots'
import { clearAccountCooldown, deleteUpstreamAccount, updateUpstreamAccount } from '@/lib/upstream-accounts'
import { door, type Tenant, useGateway } from './support/gateway'
import { expectNothingTaken, takenBy } from './support/leftovers'
import { errorOf, send } from './support/raw-http'

const gateway = useGateway()
const ctx = systemContext('test')

const call = (tenant: Tenant, model = 'sim-small', metadata: Record<string, string> = {}) =>
  send(`${gateway.url}/v1/responses`, {
    headers: { authorization: `Bearer ${tenant.key}` },
    body: { model, input: 'hi', metadata },
  })

/** One call runs on the tenant's only account, another waits for it. */
async function runAndWait(tenant: Tenant) {
  const running = call(tenant, 'sim-small', { sim_tokens: '40', sim_token_ms: '100' })
  await vi.waitFor(async () => expect(await takenBy(tenant)).toMatchObject({ accounts: 1 }), { timeout: 20_000 })
  const waiting = call(tenant)
  await vi.waitFor(async () => expect(await takenBy(tenant)).toMatchObject({ accounts: 1, waiting: 1 }), {
    timeout: 20_000,
  })
  return { running, waiting }
}

describe(`While accounts change, through the ${door} door`, () => {
  it.each([
    [
      'is drained and deleted',
      async (id: string) => {
        // Not while it takes new calls: an operator is asked to drain it first.
        await expect(deleteUpstreamAccount(ctx, id)).rejects.toThrow('1 call runs on this account')
        await updateUpstreamAccount(ctx, id, { draining: true })
        await deleteUpstreamAccount(ctx, id)
      },
    ],
    ['is disabled', async (id: string) => await updateUpstreamAccount(ctx, id, { enabled: false })],
    ['leaves the pool', async (id: string) => await updateUpstreamAccount(ctx, id, { poolIds: [] })],
  ])(
    'whoever waits for an account that %s is refused, what runs ends whole, nothing is left',
    async (_name, change) => {
      const tenant = await gateway.tenant({ accounts: [{ concurrencyLimit: 1 }] })
      const { running, waiting } = await runAndWait(tenant)
      await change(tenant.accountIds[0] ?? '')
      const refused = await waiting
      expect([404, 503]).toContain(refused.status)
      expect(['no_account_available', 'model_not_found', 'pool_closed', 'not_found']).toContain(
        errorOf(refused)['code'],
      )
      expect((await running).status).toBe(200)
      await expectNothingTaken(tenant)
    },
  )

  it('whoever waits takes an account that is added, without waiting for the other', async () => {
    const tenant = await gateway.tenant({ accounts: [{ concurrencyLimit: 1 }] })
    const { running, waiting } = await runAndWait(tenant)
    await gateway.addAccount(tenant.poolId, { concurrencyLimit: 1 })
    const first = await Promise.race([waiting.then(() => 'waiting'), running.then(() => 'running')])
    expect(first).toBe('waiting')
    expect((await waiting).status).toBe(200)
    expect((await running).status).toBe(200)
    await expectNothingTaken(tenant)
  })

  it('a limit of one model leaves the account’s others alone, until "clear now"', async () => {
    const tenant = await gateway.tenant()
    const [accountId = ''] = tenant.accountIds
    const message = 'Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000.'
    const limited = { kind: 'status', status: 429, headers: { 'retry-after': '600' }, body: { error: { message } } }
    await gateway.fault({ match: { apiKey: tenant.accountKeys[0] }, fault: limited, times: 1 })
    expect((await call(tenant)).status).toBe(429)
    expect((await call(tenant)).status).toBe(503)
    expect((await call(tenant, 'sim-large')).status).toBe(200)
    const [load] = await slots().accountLoads([{ accountId, shard: 's0', limit: 10 }])
    expect(load).toMatchObject({ state: 'ready', models: [{ model: 'sim-small', cause: 'rate' }] })
    await clearAccountCooldown(ctx, accountId)
    expect((await call(tenant)).status).toBe(200)
    await expectNothingTaken(tenant)
  })
})
