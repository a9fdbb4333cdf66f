import { endSessionPayment, expireSession } from './checkout'
import type { StripeContext } from './events'
import { invoiceOfIntent, markFailed, markPaid } from './invoices'
import { endDelayed } from './payments'
import type { DelayedPayment } from './store'
import { renew, retryInvoice, setStatus } from './subscriptions'

interface Due {
  readonly at: number
  run(): void
}

const stepsMax = 20_000

/** Lets everything happen that is due, in order, each at its own moment; then the clock stands at `now`. */
export function runClock(context: StripeContext): number {
  const { store } = context
  const target = store.now()
  let steps = 0
  try {
    while (steps < stepsMax) {
      const due = nextDue(context)
      if (!due || due.at > target) break
      store.fixedNow = due.at
      due.run()
      steps += 1
    }
  } finally {
    store.fixedNow = null
  }
  if (steps > 0) store.touch()
  return steps
}

function nextDue(context: StripeContext): Due | null {
  const { store } = context
  let first: Due | null = null
  const consider = (at: number | null | undefined, run: () => void): void => {
    if (typeof at === 'number' && (first === null || at < first.at)) first = { at, run }
  }
  for (const delayed of store.delayed.values()) consider(delayed.dueAt, () => endPayment(context, delayed))
  for (const subscription of store.subscriptions.values()) {
    if (!['active', 'past_due', 'trialing'].includes(subscription.status)) continue
    consider(subscription.items.data[0]?.current_period_end, () => renew(context, subscription))
  }
  for (const invoice of store.invoices.values()) {
    if (invoice.status === 'open') consider(invoice.next_payment_attempt, () => void retryInvoice(context, invoice))
  }
  for (const session of store.sessions.values()) {
    if (session.status === 'open') consider(session.expires_at, () => expireSession(context, session))
  }
  return first
}

/** Ends a delayed payment and tells the invoice and the session that waited for it. */
export function endPayment(context: StripeContext, delayed: DelayedPayment): void {
  const intent = endDelayed(context, delayed)
  if (!intent) return
  const invoice = invoiceOfIntent(context, intent.id)
  if (invoice) {
    const paid = intent.status === 'succeeded'
    if (paid) markPaid(context, invoice, intent)
    else markFailed(context, invoice)
    const parent = invoice.parent?.subscription_details?.subscription
    const subscription = typeof parent === 'string' ? context.store.subscriptions.get(parent) : undefined
    if (subscription && subscription.status !== 'canceled')
      setStatus(context, subscription, paid ? 'active' : 'past_due')
  }
  endSessionPayment(context, intent, invoice?.id ?? null)
}
