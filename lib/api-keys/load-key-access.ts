import { type Prisma, prisma } from '../db/prisma'
import { settings } from '../settings'
import type { KeyAccess } from './types'

const livePlan = {
  where: { status: { in: ['active' as const, 'past_due' as const, 'cancelled' as const] } },
  include: { plan: { include: { pools: true } } },
  orderBy: { createdAt: 'desc' as const },
  take: 20,
}

async function findRow(where: Prisma.ApiKeyWhereInput) {
  return await prisma().apiKey.findFirst({ where, include: { user: { include: { subscriptions: livePlan } } } })
}

type KeyRow = NonNullable<Awaited<ReturnType<typeof findRow>>>
type SubscriptionRow = KeyRow['user']['subscriptions'][number]

function subscriptionOf(row: KeyRow, now: Date): SubscriptionRow | undefined {
  const running = row.user.subscriptions.filter((each) => each.periodStart <= now && now < each.periodEnd)
  const opensPool = (each: SubscriptionRow) => each.plan.pools.some((pool) => pool.poolId === row.poolId)
  return running.find(opensPool) ?? running.find((each) => each.plan.pools.length === 0)
}

// A limit that an admin gave this user wins; one who was left at the default has the plan's.
function userConcurrency(row: KeyRow, planLimit: number | null | undefined): number {
  const isDefault = row.user.concurrencyLimit === settings().userConcurrencyLimit
  return isDefault && typeof planLimit === 'number' ? planLimit : row.user.concurrencyLimit
}

function toAccess(row: KeyRow, hashes: string[]): KeyAccess {
  const subscription = subscriptionOf(row, new Date())
  const plan = subscription?.plan
  const isPrevious = !hashes.includes(row.keyHash)
  return {
    keyId: row.id,
    keyName: row.name,
    userId: row.userId,
    poolId: row.poolId,
    expiresAtMs: row.expiresAt?.getTime() ?? null,
    revoked: row.revokedAt !== null,
    disabled: row.disabledAt !== null,
    secretValidUntilMs: isPrevious ? (row.previousValidUntil?.getTime() ?? 0) : null,
    userStatus: row.user.status,
    userTimezone: row.user.timezone,
    userConcurrencyLimit: userConcurrency(row, plan?.concurrencyLimit),
    keyConcurrencyLimit: row.concurrencyLimit,
    userRequestsPerMinute: row.user.requestsPerMinute ?? plan?.requestsPerMinute ?? null,
    userTokensPerMinute: row.user.tokensPerMinute ?? plan?.tokensPerMinute ?? null,
    keyRequestsPerMinute: row.requestsPerMinute,
    keyTokensPerMinute: row.tokensPerMinute,
    userRateMultiplier: row.user.rateMultiplier,
    spendCapNanoUsd: row.spendCapNanoUsd,
    allowedModels: row.allowedModels,
    ipAllow: row.ipAllow,
    ipDeny: row.ipDeny,
    fallbackToBalance: row.fallbackToBalance,
    clampToBalance: row.clampToBalance,
    planName: plan?.name ?? null,
    fairQueueWeight: plan?.fairQueueWeight ?? 1,
    subscriptionId: subscription?.id ?? null,
  }
}

/** Reads all that decides about a key by the hashes its secret may be stored under; null when no key has one of them. */
export async function loadKeyAccess(hashes: string[]): Promise<KeyAccess | null> {
  const row = await findRow({ OR: [{ keyHash: { in: hashes } }, { previousKeyHash: { in: hashes } }] })
  return row ? toAccess(row, hashes) : null
}

/** The same by the key's id, for its owner who is signed in and needs no secret. */
export async function loadKeyAccessById(keyId: string): Promise<KeyAccess | null> {
  const row = await findRow({ id: keyId })
  return row ? toAccess(row, [row.keyHash]) : null
}
