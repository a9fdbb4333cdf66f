import type { Prisma } from '../db/prisma'
import { prismaSql } from '../db/prisma-sql'
import { creditWallet } from '../ledger'
import { pauseAutoTopUp, rearmAutoTopUp } from './auto-top-up-state'
import { type PurchaseFacts, readIntent, readSession } from './read-purchase'
import { applyReversals, listReversals, type Reversal } from './reversals'
import type { AfterCommit, Root } from './types'

type CheckoutRow = Prisma.CheckoutGetPayload<Record<string, never>>
type CheckoutRoot = Extract<Root, { kind: 'checkout' }>

async function readFacts(row: CheckoutRow, root: CheckoutRoot): Promise<PurchaseFacts | null> {
  const sessionId = row.stripeSessionId ?? root.sessionId ?? null
  if (sessionId !== null) return await readSession(sessionId)
  const intentId = row.stripeIntentId ?? root.intentId ?? null
  return intentId === null ? null : await readIntent(intentId)
}

/** The credit, once for its purchase; nothing before it is paid. */
async function credit(tx: Prisma.TransactionClient, row: CheckoutRow, facts: PurchaseFacts): Promise<string | null> {
  if (facts.creditNanoUsd === 0n) return null
  const moved = await creditWallet(
    {
      ...{ userId: row.userId, amountNanoUsd: facts.creditNanoUsd, from: 'stripe_clearing', kind: 'top_up' },
      ...{ cause: { kind: 'stripe_payment', id: row.id } },
    },
    prismaSql(tx),
  )
  return moved.kind === 'refused' ? null : moved.transferId
}

function statusAfter(facts: PurchaseFacts, refundedNanoUsd: bigint): CheckoutRow['status'] {
  const { creditNanoUsd } = facts
  return creditNanoUsd > 0n && refundedNanoUsd >= creditNanoUsd ? 'refunded' : facts.status
}

async function writeCredit(
  tx: Prisma.TransactionClient,
  row: CheckoutRow,
  facts: PurchaseFacts,
  reversals: readonly Reversal[],
): Promise<AfterCommit> {
  const { creditNanoUsd, chargedCents } = facts
  const { userId } = row
  const transferId = await credit(tx, row, facts)
  const refunded =
    transferId === null ? 0n : await applyReversals(tx, { userId, creditNanoUsd, chargedCents, transferId }, reversals)
  const status = statusAfter(facts, refunded)
  await tx.checkout.update({
    where: { id: row.id },
    data: {
      ...{ status, creditedNanoUsd: creditNanoUsd, refundedNanoUsd: refunded, failure: facts.failure },
      ...{ stripeSessionId: facts.sessionId, stripeIntentId: facts.intentId },
    },
  })
  if (transferId !== null) await rearmAutoTopUp(tx, userId)
  const hasFailed = row.kind === 'auto_top_up' && status === 'failed' && row.status !== 'failed'
  const mails = hasFailed ? await pauseAutoTopUp(tx, row, facts.failure ?? 'failed') : []
  return { userId, subscription: false, mails }
}

/** A subscription's own row is written with the subscription; here only what ends without one. */
async function writeSubscriptionCheckout(
  tx: Prisma.TransactionClient,
  row: CheckoutRow,
  facts: PurchaseFacts,
): Promise<AfterCommit | null> {
  const isOpen = row.status === 'open' || row.status === 'pending'
  const status =
    facts.status === 'expired' ? ('expired' as const) : facts.status === 'open' ? row.status : ('pending' as const)
  const data = { stripeSessionId: facts.sessionId, ...(isOpen ? { status } : {}) }
  await tx.checkout.update({ where: { id: row.id }, data })
  return { userId: row.userId, subscription: false, mails: [] }
}

/** Brings a purchase of credit to what Stripe says of its session or payment, its refunds and disputes. */
export async function convergeCheckout(tx: Prisma.TransactionClient, root: CheckoutRoot): Promise<AfterCommit | null> {
  const row = await tx.checkout.findUnique({ where: { id: root.id } })
  const facts = row && (await readFacts(row, root))
  if (!row || !facts) return null
  if (row.kind === 'subscription') return await writeSubscriptionCheckout(tx, row, facts)
  const mayHaveReversals = facts.intentId !== null && (facts.hasReversals || row.refundedNanoUsd > 0n)
  const reversals = mayHaveReversals && facts.intentId !== null ? await listReversals(facts.intentId) : []
  return await writeCredit(tx, row, facts, reversals)
}
