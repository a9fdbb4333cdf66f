import type { Stripe } from 'stripe'
import { linkPlanPrice, type PlanView } from '../plans'
import { centsOfNano } from './cents'
import { stripe } from './stripe-client'
import { isMissing } from './stripe-errors'
import { idOf, metadataNames } from './stripe-ids'

type Wanted = { productId: string; cents: number; plan: PlanView }

async function unlessMissing<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (thrown) {
    if (isMissing(thrown)) return null
    throw thrown
  }
}

/** The product's id is made from the plan's: whoever makes it first, there is one. */
async function ensureProduct({ productId, plan }: Wanted): Promise<void> {
  const { name } = plan
  const description = plan.description || null
  const known = await unlessMissing(async () => await stripe().products.retrieve(productId))
  if (known) {
    if (known.name === name && (known.description ?? null) === description && known.active) return
    await stripe().products.update(productId, { name, description: description ?? '', active: true })
    return
  }
  const metadata = { [metadataNames.plan]: plan.id }
  await stripe().products.create({ id: productId, name, metadata, ...(description ? { description } : {}) })
}

function fits(price: Stripe.Price, { productId, cents, plan }: Wanted): boolean {
  const { recurring } = price
  const isSame = idOf(price.product) === productId && price.unit_amount === cents && price.currency === 'usd'
  return price.active && isSame && recurring?.interval === plan.interval && recurring.interval_count === 1
}

async function ensurePrice(wanted: Wanted): Promise<string> {
  const { productId: product, cents, plan } = wanted
  const before = plan.stripePriceId
  const known = before === null ? null : await unlessMissing(async () => await stripe().prices.retrieve(before))
  if (known && fits(known, wanted)) return known.id
  const recurring = { interval: plan.interval }
  const found = await stripe().prices.list({ product, active: true, limit: 100 })
  const reused = found.data.find((price) => fits(price, wanted))
  const price =
    reused ??
    (await stripe().prices.create({
      ...{ product, currency: 'usd', unit_amount: cents, recurring, nickname: plan.name },
      tax_behavior: 'exclusive',
    }))
  // Those who have the plan keep what they pay; nobody new gets the old price.
  if (known?.active && idOf(known.product) === product) await stripe().prices.update(known.id, { active: false })
  return price.id
}

/**
 * Makes a plan's product and price at Stripe what the plan says, and notes their ids; answers the price. A changed price
 * is a new one there. Safe to repeat. Throws invalid_request for a price that isn't whole cents.
 */
export async function syncPlan(plan: PlanView): Promise<{ productId: string; priceId: string }> {
  const productId = `turnpike_${plan.id}`
  const wanted = { productId, cents: centsOfNano(BigInt(plan.priceNanoUsd), 'priceNanoUsd'), plan }
  await ensureProduct(wanted)
  const priceId = await ensurePrice(wanted)
  if (plan.stripeProductId !== productId || plan.stripePriceId !== priceId) {
    await linkPlanPrice(plan.id, { productId, priceId })
  }
  return { productId, priceId }
}
