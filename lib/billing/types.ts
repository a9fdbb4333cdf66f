import type { NanoUsd } from '../money'

/** One purchase, as the customer sees it. */
export type Purchase = {
  id: string
  kind: 'top_up' | 'subscription' | 'auto_top_up'
  /** `open`: not paid yet; `pending`: the bank is still at it. */
  status: 'open' | 'pending' | 'paid' | 'failed' | 'expired' | 'refunded'
  amountNanoUsd: NanoUsd
  creditedNanoUsd: NanoUsd
  refundedNanoUsd: NanoUsd
  planId: string | null
  failure: string | null
  createdAt: Date
}

export type InvoiceView = {
  id: string
  number: string | null
  at: Date
  status: string
  totalNanoUsd: NanoUsd
  /** Stripe's own page of it. */
  url: string | null
}

/** Something that money was moved by, to be told after the commit. */
export type AfterCommit = { userId: string; subscription: boolean; mails: (() => Promise<void>)[] }

/**
 * What is converged as one, under one lock: a purchase of credit, a subscription with its invoices, or what was taken
 * back of an invoice's payment.
 */
export type Root =
  | { kind: 'checkout'; id: string; sessionId?: string | null; intentId?: string | null }
  | { kind: 'subscription'; id: string }
  | { kind: 'invoice_payment'; intentId: string }
