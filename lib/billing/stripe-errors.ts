import { Stripe } from 'stripe'
import { AppError } from '../errors'

const { StripeCardError, StripeConnectionError, StripeAPIError, StripeRateLimitError, StripeInvalidRequestError } =
  Stripe.errors

/** Whether Stripe said that something isn't there: an id of another account, or of a simulator that was wiped. */
export function isMissing(thrown: unknown, param?: string): boolean {
  if (!(thrown instanceof StripeInvalidRequestError) || thrown.code !== 'resource_missing') return false
  return param === undefined || thrown.param === param
}

/** The payment that a card refused, with Stripe's word for why; null for any other error. */
export function cardRefusal(thrown: unknown): { code: string; message: string; intentId: string | null } | null {
  if (!(thrown instanceof StripeCardError)) return null
  const { code, message, payment_intent: intent } = thrown
  return { code: code ?? 'card_declined', message, intentId: intent?.id ?? null }
}

/** Whether Stripe refused a request for good: repeating it can't help. */
export function isRefusedForGood(thrown: unknown): boolean {
  return thrown instanceof StripeInvalidRequestError
}

/** What Stripe says of a request that asks too much, such as a refund of more than is left. */
const conflictCodes = ['charge_already_refunded', 'charge_disputed', 'amount_too_large', 'amount_too_small']

function isConflict(thrown: unknown): thrown is InstanceType<typeof StripeInvalidRequestError> {
  if (!(thrown instanceof StripeInvalidRequestError)) return false
  return thrown.param === 'amount' || conflictCodes.includes(thrown.code ?? '')
}

/** An error of Stripe as one that is safe to show; anything else stays as it is. */
export function fromStripe(thrown: unknown): unknown {
  const card = cardRefusal(thrown)
  if (card) return new AppError('conflict', card.message, { cause: thrown })
  if (isConflict(thrown)) return new AppError('conflict', thrown.message, { cause: thrown })
  const isAway =
    thrown instanceof StripeConnectionError ||
    thrown instanceof StripeAPIError ||
    thrown instanceof StripeRateLimitError
  if (!isAway) return thrown
  return new AppError('upstream_failed', 'The payment service can’t be reached. Nothing was charged; try again.', {
    ...{ cause: thrown, retryAfterSeconds: 10 },
  })
}

/** Runs calls of Stripe for a person who waits for them. */
export async function callStripe<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    throw fromStripe(thrown)
  }
}
