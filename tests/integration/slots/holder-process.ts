import { createRedisSlots } from '@/lib/slots'
import { acquiredAccount, acquiredLease, quickLimits } from '../../unit/slots/behaviour'

/** A process that takes 50 slots of a customer and of an account, says so, and holds them until it is killed. */
const slots = createRedisSlots({ url: process.env['TEST_REDIS_URL'] ?? '', limits: () => quickLimits })
const never = new AbortController().signal
const request = { requestId: 'req', waitTimeoutMs: 1_000, maxWaiting: 10 }
for (let i = 0; i < 50; i++) {
  const scopes = [{ kind: 'user' as const, id: 'usr_crash', limit: 50 }]
  acquiredLease(await slots.acquireCustomerSlot({ ...request, userId: 'usr_crash', scopes, windows: [] }, never))
  const account = { accountId: 'acct_crash', limit: 50, priority: 1, upstreamModel: 'model-a' }
  acquiredAccount(
    await slots.acquireAccountSlot(
      {
        ...{ ...request, userId: 'usr_crash', weight: 1, poolId: 'pool_crash', shard: 's0', sessionKey: null },
        ...{ candidates: () => [account], stickyPatienceMs: 0, stickyTtlMs: 0 },
      },
      never,
    ),
  )
}
process.stdout.write('holding\n')
setInterval(() => undefined, 1_000)
