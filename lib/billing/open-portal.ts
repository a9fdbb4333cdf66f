import { env } from '../env'
import { stripe } from './stripe-client'
import { callStripe } from './stripe-errors'
import { withCustomer } from './with-customer'

/** A page of Stripe's on which a customer changes cards, sees invoices and cancels; it leads back to billing. */
export async function openPortal(userId: string): Promise<{ url: string }> {
  const returnUrl = `${env().PUBLIC_URL}/billing`
  const session = await callStripe(
    async () =>
      await withCustomer(
        userId,
        async (customer) => await stripe().billingPortal.sessions.create({ customer, return_url: returnUrl }),
      ),
  )
  return { url: session.url }
}
