import { expect, vi } from 'vitest'
import { getBalance } from '@/lib/ledger'
import { slots } from '@/lib/slots'
import type { Tenant } from './gateway'

/** Waits until everything a tenant's calls took is given back: slots of customer and accounts, queues, holds. */
export async function expectNothingTaken(tenant: Tenant): Promise<void> {
  await vi.waitFor(
    async () => {
      expect(await takenBy(tenant)).toEqual({ customers: 0, accounts: 0, waiting: 0, heldNanoUsd: 0n })
    },
    { timeout: 10_000, interval: 20 },
  )
}

/** What the tenant's calls hold at this moment. */
export async function takenBy(
  tenant: Tenant,
): Promise<{ customers: number; accounts: number; waiting: number; heldNanoUsd: bigint }> {
  const customers = await slots().customerLoads([
    { kind: 'user', id: tenant.userId, userId: tenant.userId },
    { kind: 'key', id: tenant.keyId, userId: tenant.userId },
  ])
  const accounts = await slots().accountLoads(
    tenant.accountIds.map((accountId) => ({ accountId, shard: 's0', limit: 10 })),
  )
  const pools = await slots().poolLoads([{ poolId: tenant.poolId, shard: 's0' }])
  const { heldNanoUsd } = await getBalance(tenant.userId)
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
  return {
    customers: sum(customers.map((load) => load.running)),
    accounts: sum(accounts.map((load) => load.running)),
    waiting: sum([...customers.map((load) => load.waiting), ...pools.map((load) => load.waiting)]),
    heldNanoUsd,
  }
}
