import { prisma } from '../db/prisma'

/** Notes what a plan is called at Stripe; no change of the plan itself, so its version stays. */
export async function linkPlanPrice(planId: string, stripe: { productId: string; priceId: string }): Promise<void> {
  await prisma().$executeRaw`
    UPDATE plans SET stripe_product_id = ${stripe.productId}, stripe_price_id = ${stripe.priceId} WHERE id = ${planId}`
}
