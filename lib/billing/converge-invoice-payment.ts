import type { Stripe } from 'stripe'
import type { Prisma } from '../db/prisma'
import { prismaSql } from '../db/prisma-sql'
import { transfer } from '../ledger'
import { bookInvoices, incomeOf } from './book-invoices'
import { nanoOfCents, shareOf } from './cents'
import { causeOf, listReversals, type Reversal } from './reversals'
import { stripe } from './stripe-client'
import { idOf, objectOf } from './stripe-ids'
import type { AfterCommit } from './types'

async function invoiceOf(intentId: string): Promise<Stripe.Invoice | null> {
  const payment = { type: 'payment_intent' as const, payment_intent: intentId }
  const found = await stripe().invoicePayments.list({ payment, limit: 1 })
  const id = idOf(found.data[0]?.invoice)
  return id === null ? null : await stripe().invoices.retrieve(id)
}

type Booked = { userId: string; incomeNanoUsd: bigint; chargedCents: number }

/** A plan's income goes back; what its allowance paid for meanwhile stays used, so a dispute flags the customer. */
async function reverse(tx: Prisma.TransactionClient, booked: Booked, reversal: Reversal): Promise<void> {
  const { userId } = booked
  const cause = causeOf(reversal)
  const sql = prismaSql(tx)
  const amountNanoUsd = shareOf(booked.incomeNanoUsd, reversal.cents, booked.chargedCents)
  if (amountNanoUsd === 0n) return
  if (reversal.holds) {
    const input = { userId, amountNanoUsd, kind: reversal.kind, cause }
    const moved = await transfer({ ...input, debit: 'subscriptions', credit: 'refunds' }, sql)
    if (moved.kind === 'moved' && reversal.kind === 'dispute') {
      await tx.$executeRaw`UPDATE users SET loss_flagged_at = coalesce(loss_flagged_at, now()) WHERE id = ${userId}`
    }
    return
  }
  const taken = await tx.ledgerCause.findUnique({ where: { kind_id: cause } })
  if (!taken) return
  const back = { kind: `${cause.kind}_reversal`, id: taken.transferId }
  const input = { userId, amountNanoUsd, kind: 'correction', cause: back, corrects: taken.transferId }
  await transfer({ ...input, debit: 'refunds', credit: 'subscriptions' }, sql)
}

/** Books what was given back or disputed of an invoice's payment; nothing for a payment that isn't ours. */
export async function convergeInvoicePayment(
  tx: Prisma.TransactionClient,
  intentId: string,
): Promise<AfterCommit | null> {
  const invoice = await invoiceOf(intentId)
  if (!invoice) return null
  const user = await tx.user.findUnique({ where: { stripeCustomerId: idOf(invoice.customer) ?? '' } })
  if (!user) return null
  const intent = await stripe().paymentIntents.retrieve(intentId, { expand: ['latest_charge'] })
  const chargedCents = objectOf(intent.latest_charge)?.amount ?? 0
  const reversals = await listReversals(intentId)
  await bookInvoices(tx, user.id, [invoice])
  const booked = { userId: user.id, incomeNanoUsd: nanoOfCents(incomeOf(invoice)), chargedCents }
  for (const reversal of reversals) await reverse(tx, booked, reversal)
  return { userId: user.id, subscription: false, mails: [] }
}
