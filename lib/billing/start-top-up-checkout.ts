import type { ActorContext } from '../auth/types'
import { AppError } from '../errors'
import { formatUsd, type NanoUsd } from '../money'
import { settings } from '../settings'
import { centsOfNano } from './cents'
import { type CheckoutStart, openCheckout } from './open-checkout'
import type { TopUpInput } from './schemas'
import { taxParams } from './tax'

function checkAmount(amount: NanoUsd): number {
  const { minTopUpNanoUsd: least, maxTopUpNanoUsd: most } = settings()
  if (amount < least || amount > most) {
    const sentence = `must be from ${formatUsd(least)} to ${formatUsd(most)}`
    throw new AppError('invalid_request', `The amount ${sentence}.`, {
      details: { fieldErrors: { amountNanoUsd: sentence } },
    })
  }
  return centsOfNano(amount)
}

/**
 * Opens a page on which a customer buys credit; the payment method is kept for automatic top-ups. Nothing moves before
 * Stripe says that it is paid. Throws invalid_request for an amount out of bounds or not in whole cents.
 */
export async function startTopUpCheckout(
  ctx: ActorContext,
  userId: string,
  { amountNanoUsd }: TopUpInput,
): Promise<CheckoutStart> {
  const cents = checkAmount(amountNanoUsd)
  const { brandName } = settings()
  const product = { name: `${brandName} credit`, description: `${formatUsd(amountNanoUsd)} of credit for API calls` }
  const price = { currency: 'usd', unit_amount: cents, product_data: product, tax_behavior: 'exclusive' as const }
  return await openCheckout(ctx, userId, { kind: 'top_up', amountNanoUsd }, (metadata) => ({
    mode: 'payment',
    line_items: [{ price_data: price, quantity: 1 }],
    payment_intent_data: { setup_future_usage: 'off_session', metadata },
    allow_promotion_codes: true,
    ...taxParams(),
  }))
}
