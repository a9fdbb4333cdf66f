import { listAccountPools } from '@/lib/account-pools'
import { listUpstreamAccounts } from '@/lib/upstream-accounts'

const maxChoices = 500

type Choice = { id: string; name: string }
/** What a rule can be narrowed to. */
export type RuleChoices = { pools: Choice[]; accounts: Choice[] }

const named = ({ id, name }: Choice): Choice => ({ id, name })

export async function loadChoices(): Promise<RuleChoices> {
  const [pools, accounts] = await Promise.all([
    listAccountPools({ limit: maxChoices }),
    listUpstreamAccounts({ limit: maxChoices }),
  ])
  return { pools: pools.data.map(named), accounts: accounts.data.map(named) }
}
