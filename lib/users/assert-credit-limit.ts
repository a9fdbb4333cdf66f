import type { ActorContext } from '../auth/types'
import type { Prisma } from '../db/prisma'
import { AppError } from '../errors'
import { formatUsdExact } from '../money'
import { settings } from '../settings'

const dayMs = 86_400_000

type Sum = { given: bigint | null }

/**
 * Throws permission_denied when support takes credit back, or gives more within 24 hours than the operator lets one
 * person give. Holds a lock until the transaction ends, so that two credits at once can't pass it together.
 */
export async function assertCreditLimit(
  tx: Prisma.TransactionClient,
  { actor }: ActorContext,
  amountNanoUsd: bigint,
): Promise<void> {
  if (actor.kind !== 'admin' || actor.role !== 'support') return
  if (amountNanoUsd < 0n) throw new AppError('permission_denied', 'Taking credit back needs the role admin.')
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`support-credit:${actor.userId}`}, 0))::text`
  const since = new Date(Date.now() - dayMs)
  const [sum] = await tx.$queryRaw<Sum[]>`SELECT sum((after->>'amountNanoUsd')::bigint)::bigint AS given FROM audit_log
    WHERE actor_id = ${actor.userId} AND action = 'user.credit' AND created_at > ${since}`
  const limit = settings().supportCreditLimitNanoUsd
  const left = limit - (sum?.given ?? 0n)
  if (amountNanoUsd <= left) return
  const available = formatUsdExact(left > 0n ? left : 0n)
  throw new AppError(
    'permission_denied',
    `Support may give ${formatUsdExact(limit)} a day; ${available} of it is left.`,
    {
      details: { fieldErrors: { amountNanoUsd: `at most ${available} for now` } },
    },
  )
}
