import type { AccountLoad } from '../slots'
import type { UpstreamAccountConfig } from '../upstream-accounts'
import { type CallNeeds, type Exclusion, exclusionOf, upstreamModelOf } from './eligible-accounts'

export type ExplainedAccount = {
  accountId: string
  name: string
  upstreamModel: string | null
  priority: number
  concurrencyLimit: number
  load: AccountLoad | null
  /** Why it isn't picked now; null when it could be. */
  excluded: Exclusion | 'cooldown' | 'breaker_open' | 'model_cooldown' | 'full' | null
  /** Unix milliseconds at which a pause ends. */
  untilMs: number | null
}

export type RouteExplanation = {
  /** In the order in which they would be tried; who can't serve comes last. */
  accounts: readonly ExplainedAccount[]
  /** Null: the call would wait, or be refused when no account could ever serve it. */
  wouldPick: string | null
}

function liveExclusion(
  account: UpstreamAccountConfig,
  upstreamModel: string,
  load: AccountLoad | undefined,
): Pick<ExplainedAccount, 'excluded' | 'untilMs'> {
  if (!load) return { excluded: null, untilMs: null }
  if (load.state === 'cooldown' || load.state === 'breaker_open') return { excluded: load.state, untilMs: load.untilMs }
  const ofModel = load.models.find((each) => each.model === upstreamModel)
  if (ofModel) return { excluded: 'model_cooldown', untilMs: ofModel.untilMs }
  const isFull = account.concurrencyLimit > 0 && load.running >= account.concurrencyLimit
  return { excluded: isFull ? 'full' : null, untilMs: null }
}

function explainAccount(
  account: UpstreamAccountConfig,
  needs: CallNeeds,
  load: AccountLoad | undefined,
): ExplainedAccount {
  const { accountId, name, priority, concurrencyLimit } = account
  const upstreamModel = upstreamModelOf(account, needs.model)
  const base = { accountId, name, upstreamModel, priority, concurrencyLimit, load: load ?? null }
  const excluded = exclusionOf(account, needs)
  if (excluded !== null || upstreamModel === null) return { ...base, excluded: excluded ?? 'model', untilMs: null }
  return { ...base, ...liveExclusion(account, upstreamModel, load) }
}

/** What the scheduler would do with a call now, account by account; takes nothing. Among equals who were never picked lately the store draws lots, which can't be told. */
export function explainRoute(
  accounts: readonly UpstreamAccountConfig[],
  needs: CallNeeds,
  loads: readonly AccountLoad[],
): RouteExplanation {
  const byId = new Map(loads.map((load) => [load.accountId, load]))
  const explained = accounts.map((account) => explainAccount(account, needs, byId.get(account.accountId)))
  const byOrder = (a: ExplainedAccount, b: ExplainedAccount) =>
    Number(a.excluded !== null) - Number(b.excluded !== null) ||
    a.priority - b.priority ||
    (a.load?.loadRate ?? 0) - (b.load?.loadRate ?? 0) ||
    (a.load?.pickedAtMs ?? 0) - (b.load?.pickedAtMs ?? 0)
  explained.sort(byOrder)
  const first = explained[0]
  return { accounts: explained, wouldPick: first && first.excluded === null ? first.accountId : null }
}
