import type { ActorContext } from '../lib/auth'
import { createPlan, listPlans } from '../lib/plans'

const usd = 1_000_000_000n

/** What a start with the Stripe simulator sells, so that buying a plan can be tried. */
const demoPlans = [
  {
    ...{ name: 'Starter', description: 'For one person and a coding agent now and then.' },
    ...{ priceNanoUsd: 10n * usd, allowanceDayNanoUsd: 1n * usd, allowanceMonthNanoUsd: 15n * usd },
    ...{ concurrencyLimit: 5, features: ['Every model', 'Balance takes over when the allowance is used up'] },
  },
  {
    ...{ name: 'Pro', description: 'For daily work with several agents.' },
    ...{ priceNanoUsd: 40n * usd, allowanceDayNanoUsd: 5n * usd, allowanceMonthNanoUsd: 75n * usd },
    ...{ concurrencyLimit: 15, fairQueueWeight: 2, features: ['Every model', 'Twice the share of a full queue'] },
  },
  {
    ...{ name: 'Team', description: 'For many keys that work at once.' },
    ...{ priceNanoUsd: 150n * usd, allowanceWeekNanoUsd: 80n * usd, allowanceMonthNanoUsd: 300n * usd },
    ...{ concurrencyLimit: 60, fairQueueWeight: 4, features: ['Every model', 'Four times the share of a full queue'] },
  },
] as const

/** Makes the demo plans where there is no plan at all: an operator's own choice is left alone. */
export async function seedDemoPlans(ctx: ActorContext): Promise<void> {
  const { data } = await listPlans({ limit: 1 })
  if (data.length > 0) return
  for (const [sortOrder, { features, ...plan }] of demoPlans.entries()) {
    await createPlan(ctx, { ...plan, interval: 'month', features: [...features], sortOrder })
  }
}
