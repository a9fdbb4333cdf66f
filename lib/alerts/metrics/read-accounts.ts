import { slots } from '../../slots'
import type { ReadInput, Reading } from '../types'
import { assertStoreAnswers, loadsOf, openPools, servingAccounts } from './live-loads'

const isResting = (state: string | undefined) => state === 'cooldown' || state === 'breaker_open'

/**
 * How many accounts of each protocol in an open pool could take a call now: an Anthropic account is no help to a caller of
 * OpenAI. What a pool was never given is left out.
 */
export async function readAvailableAccounts({ filters, nowMs }: ReadInput): Promise<Reading[]> {
  const [pools, accounts] = await Promise.all([openPools(filters.poolId), servingAccounts(nowMs)])
  const active = accounts.filter((account) => account.status === 'active')
  const loads = await loadsOf(active)
  const ready = new Set(active.filter(({ id }) => !isResting(loads.get(id)?.state)).map(({ id }) => id))
  return pools.flatMap(({ id, name, members }) => {
    const protocols = [...new Set(members.map(({ account }) => account.protocol))].sort()
    return protocols.map((protocol) => {
      const own = members.filter(({ account }) => account.protocol === protocol && ready.has(account.id))
      return { label: `${id}:${protocol}`, name: `${name} (${protocol})`, value: own.length }
    })
  })
}

/** 1 for each account that was taken out of service (its credential is refused), 0 for the others. */
export async function readAccountError({ filters, nowMs }: ReadInput): Promise<Reading[]> {
  const accounts = await servingAccounts(nowMs, filters.accountId)
  return accounts.map(({ id, name, status, statusReason }) => ({
    ...{ label: id, name, value: status === 'error' ? 1 : 0 },
    ...(statusReason === null ? {} : { reason: statusReason }),
  }))
}

/** 1 for each account that rests now, as a whole or for a model (429, 529, breaker), 0 for the others. */
export async function readAccountCooling({ filters, nowMs }: ReadInput): Promise<Reading[]> {
  const accounts = (await servingAccounts(nowMs, filters.accountId)).filter(({ status }) => status === 'active')
  const loads = await loadsOf(accounts)
  return accounts.map(({ id, name }) => {
    const load = loads.get(id)
    const ofModel = load?.models[0]
    const resting = isResting(load?.state) || ofModel !== undefined
    const reason = load?.reason ?? (ofModel ? `${ofModel.model}: ${ofModel.reason}` : null)
    return { label: id, name, value: resting ? 1 : 0, ...(resting && reason ? { reason } : {}) }
  })
}

/** Calls that wait in each open pool now. */
export async function readWaitingCalls({ filters }: ReadInput): Promise<Reading[]> {
  await assertStoreAnswers()
  const pools = await openPools(filters.poolId)
  const loads = await slots().poolLoads(pools.map(({ id, shard }) => ({ poolId: id, shard })))
  const waiting = new Map(loads.map((load) => [load.poolId, load.waiting]))
  return pools.map(({ id, name }) => ({ label: id, name, value: waiting.get(id) ?? 0 }))
}

/** 1 while the slot store doesn't answer. */
export async function readStoreUnreachable(): Promise<Reading[]> {
  return [{ label: 'slot_store', value: (await slots().ping()) ? 0 : 1 }]
}
