import type { AccountLoad } from '../slots'
import { slots } from '../slots'
import { getUpstreamAccount } from './get-upstream-account'
import type { LiveUpstreamAccountView, UpstreamAccountView } from './schemas'

const iso = (timeMs: number | null) => (timeMs === null ? null : new Date(timeMs).toISOString())

function withLoad(account: UpstreamAccountView, load: AccountLoad | undefined): LiveUpstreamAccountView {
  return {
    ...account,
    running: load?.running ?? 0,
    waiting: load?.waiting ?? 0,
    loadRate: load?.loadRate ?? null,
    state: load?.state ?? 'ready',
    cooldownUntil: iso(load?.untilMs ?? null),
    cooldownReason: load?.reason ?? null,
    modelCooldowns: (load?.models ?? []).map(({ model, untilMs, reason }) => ({
      model,
      until: new Date(untilMs).toISOString(),
      reason,
    })),
  }
}

/** Accounts with their load, cooldown and breaker of this moment, in one question to the slot store. */
export async function liveUpstreamAccounts(
  accounts: readonly UpstreamAccountView[],
): Promise<LiveUpstreamAccountView[]> {
  const questions = accounts.map(({ id, shard, concurrencyLimit }) => ({
    accountId: id,
    shard,
    limit: concurrencyLimit,
  }))
  const loads = await slots().accountLoads(questions)
  const byId = new Map(loads.map((load) => [load.accountId, load]))
  return accounts.map((account) => withLoad(account, byId.get(account.id)))
}

/** One account with its load, cooldown and breaker of this moment; throws not_found. */
export async function getLiveUpstreamAccount(accountId: string): Promise<LiveUpstreamAccountView> {
  const account = await getUpstreamAccount(accountId)
  const [live] = await liveUpstreamAccounts([account])
  return live ?? withLoad(account, undefined)
}
