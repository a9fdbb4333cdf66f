import type { Prisma } from '../db/prisma'
import { prismaSql } from '../db/prisma-sql'
import { giveBackCredit, takeBackCredit } from '../ledger'
import type { NanoUsd } from '../money'
import { shareOf } from './cents'
import { stripe } from './stripe-client'

const maxListed = 100

/** A refund or dispute of a payment: `holds` while the money is gone from us (under dispute, or given back). */
export type Reversal = { kind: 'refund' | 'dispute'; id: string; cents: number; holds: boolean }

/** `warning_…` is a bank's question: no money moved. */
const disputeHolds = ['needs_response', 'under_review', 'appeal_needs_response', 'appeal_under_review', 'lost']
const refundHolds = ['pending', 'requires_action', 'succeeded']

/** Every refund and dispute of a payment, as they are now. */
export async function listReversals(intentId: string): Promise<Reversal[]> {
  const query = { payment_intent: intentId, limit: maxListed }
  const [refunds, disputes] = await Promise.all([stripe().refunds.list(query), stripe().disputes.list(query)])
  return [
    ...refunds.data.map(({ id, amount: cents, status }) => ({
      ...{ kind: 'refund' as const, id, cents, holds: refundHolds.includes(status ?? '') },
    })),
    ...disputes.data.map(({ id, amount: cents, status }) => ({
      ...{ kind: 'dispute' as const, id, cents, holds: disputeHolds.includes(status) },
    })),
  ]
}

/** What makes a reversal move money once. */
export const causeOf = ({ kind, id }: Reversal) => ({ kind: `stripe_${kind}`, id })

/** A flag stays while some loss stays: a dispute that was won takes it away again. */
const clearFlag = `
  UPDATE users SET loss_flagged_at = NULL WHERE id = $1 AND loss_flagged_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM ledger_causes c WHERE c.user_id = $1 AND c.kind IN ('stripe_refund_loss', 'stripe_dispute_loss')
      AND NOT EXISTS (SELECT FROM ledger_causes r WHERE r.id = c.transfer_id
        AND r.kind IN ('stripe_refund_reversal', 'stripe_dispute_reversal')))`

type Given = { userId: string; creditNanoUsd: NanoUsd; chargedCents: number; transferId: string }

/**
 * Takes back from the wallet the part of a purchase's credit that each refund or dispute took from us, and gives it
 * again where that ended well; each once. What was spent already is our loss. Answers what is taken back now.
 */
export async function applyReversals(
  tx: Prisma.TransactionClient,
  given: Given,
  reversals: readonly Reversal[],
): Promise<NanoUsd> {
  const { userId, creditNanoUsd, chargedCents, transferId: corrects } = given
  const sql = prismaSql(tx)
  let takenBack = 0n
  for (const reversal of reversals) {
    const cause = causeOf(reversal)
    if (!reversal.holds) {
      await giveBackCredit({ userId, cause }, sql)
      await sql.query(clearFlag, [userId])
      continue
    }
    const amountNanoUsd = shareOf(creditNanoUsd, reversal.cents, chargedCents)
    if (amountNanoUsd === 0n) continue
    await takeBackCredit({ userId, amountNanoUsd, kind: reversal.kind, cause, corrects }, sql)
    takenBack += amountNanoUsd
  }
  return takenBack < creditNanoUsd ? takenBack : creditNanoUsd
}
