import type { Stripe } from 'stripe'
import type { Prisma } from '../db/prisma'
import { prismaSql } from '../db/prisma-sql'
import { transfer } from '../ledger'
import { assertUsd, nanoOfCents } from './cents'

const causeKind = 'stripe_invoice'

/** Cents that a paid invoice brought us, without its tax. */
export function incomeOf(invoice: Stripe.Invoice): number {
  if (invoice.status !== 'paid') return 0
  const tax = (invoice.total_taxes ?? []).reduce((sum, part) => sum + part.amount, 0)
  return Math.max(0, invoice.amount_paid - tax)
}

async function book(tx: Prisma.TransactionClient, userId: string, invoice: Stripe.Invoice): Promise<void> {
  const cents = incomeOf(invoice)
  if (cents === 0) return
  assertUsd(invoice.currency)
  const cause = { kind: causeKind, id: invoice.id }
  const input = { userId, amountNanoUsd: nanoOfCents(cents), kind: 'subscription', cause, memo: invoice.number ?? '' }
  await transfer({ ...input, debit: 'stripe_clearing', credit: 'subscriptions' }, prismaSql(tx))
}

/** Books paid invoices as a plan's income, each once; what calls on the plan cost is later taken from there. */
export async function bookInvoices(
  tx: Prisma.TransactionClient,
  userId: string,
  invoices: readonly Stripe.Invoice[],
): Promise<void> {
  const ids = invoices.map((invoice) => invoice.id)
  const booked = await tx.ledgerCause.findMany({ where: { kind: causeKind, id: { in: ids } }, select: { id: true } })
  const known = new Set(booked.map((cause) => cause.id))
  for (const invoice of invoices) if (!known.has(invoice.id)) await book(tx, userId, invoice)
}
