import { prisma } from '../db/prisma'
import type { Purchase } from './types'

const maxShown = 20
/** A page that nobody paid on is not worth a line. */
const shown = { status: { notIn: ['open', 'expired'] } } satisfies { status: { notIn: ('open' | 'expired')[] } }

type Row = Purchase & { userId: string }

function view({
  id,
  kind,
  status,
  amountNanoUsd,
  creditedNanoUsd,
  refundedNanoUsd,
  planId,
  failure,
  createdAt,
}: Row): Purchase {
  return { id, kind, status, amountNanoUsd, creditedNanoUsd, refundedNanoUsd, planId, failure, createdAt }
}

/** A customer's last purchases, newest first, without pages that were opened and left. */
export async function listPurchases(userId: string): Promise<Purchase[]> {
  const rows = await prisma().checkout.findMany({
    ...{ where: { userId, ...shown }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: maxShown },
  })
  return rows.map(view)
}

/** One purchase of the customer, or null. */
export async function findPurchase(userId: string, checkoutId: string): Promise<Purchase | null> {
  const row = await prisma().checkout.findFirst({ where: { id: checkoutId, userId } })
  return row && view(row)
}
