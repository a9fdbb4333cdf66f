import { listAccountPools } from '@/lib/account-pools'
import { listPlans } from '@/lib/plans'

const maxChoices = 500

type Target = { id: string; name: string }
/** Groups of customers that an announcement can be for. */
export type Targets = { plans: Target[]; pools: Target[] }

const named = ({ id, name }: Target): Target => ({ id, name })

export async function loadTargets(): Promise<Targets> {
  const [plans, pools] = await Promise.all([listPlans({ limit: maxChoices }), listAccountPools({ limit: maxChoices })])
  return { plans: plans.data.map(named), pools: pools.data.map(named) }
}
