import { type PoolConfig, poolConfig } from '../account-pools'
import { inspectKey, type KeyAccess } from '../api-keys'
import { AppError } from '../errors'
import { holdRequest } from '../gateway'
import { formatMultiplier } from '../money'
import { findPrice, holdAmount, loadPrices } from '../pricing'
import {
  type CallNeeds,
  type ExplainedAccount,
  eligibleAccounts,
  namesModel,
  explainRoute as orderAccounts,
  type RouteExplanation,
  sessionKeyOf,
} from '../scheduling'
import { settings } from '../settings'
import { slots } from '../slots'
import { listUpstreamAccounts } from '../upstream-accounts'
import { decideRoute } from './decide-route'
import {
  callProtocols,
  type ExplainedAccountView,
  type ExplainRouteInput,
  type RouteExclusion,
  type RouteExplanationView,
} from './schemas'

type ProtocolName = (typeof callProtocols)[number]

const maxMembers = 500

const speech: Record<ProtocolName, Pick<CallNeeds, 'protocol' | 'api'>> = {
  'openai-responses': { protocol: 'openai', api: 'responses' },
  'openai-chat': { protocol: 'openai', api: 'chat' },
  'openai-embeddings': { protocol: 'openai', api: 'embeddings' },
  'anthropic-messages': { protocol: 'anthropic', api: null },
  gemini: { protocol: 'gemini', api: null },
}

function needsOf(model: string, name: ProtocolName): CallNeeds {
  const nowMs = Date.now()
  return { ...speech[name], model, hasPrice: (upstreamModel) => findPrice(upstreamModel, nowMs) !== null, nowMs }
}

const gonePool = { accounts: [], protocols: [], shard: 's0', open: false, maxWaiting: 0, rateMultiplier: 0n } as const
type Pool = Pick<PoolConfig, keyof typeof gonePool>

function gateOf(access: KeyAccess, pool: Pool, needs: CallNeeds) {
  if (!pool.open) return 'pool_closed'
  const { protocol, api } = needs
  const speaks = pool.accounts.some(
    (account) =>
      account.protocol === protocol && (api === null || account.apis.length === 0 || account.apis.includes(api)),
  )
  if (!speaks) return 'not_found'
  return namesModel(access.allowedModels, needs.model) ? null : 'model_not_allowed'
}

function accountView({ load, untilMs, ...account }: ExplainedAccount): ExplainedAccountView {
  const paused = account.excluded === 'model_cooldown' ? load?.models : undefined
  return {
    ...account,
    running: load?.running ?? 0,
    waiting: load?.waiting ?? 0,
    loadRate: load?.loadRate ?? null,
    lastPickedAt: load?.pickedAtMs == null ? null : new Date(load.pickedAtMs).toISOString(),
    reason: paused?.find(({ model }) => model === account.upstreamModel)?.reason ?? load?.reason ?? null,
    until: untilMs === null ? null : new Date(untilMs).toISOString(),
  }
}

/** Members that the gateway doesn't even consider: switched off, draining, refused too often, of a protocol the pool doesn't take. */
async function absentMembers(poolId: string, pool: Pool): Promise<ExplainedAccountView[]> {
  const { data } = await listUpstreamAccounts({ poolId, limit: maxMembers })
  const present = new Set(pool.accounts.map(({ accountId }) => accountId))
  return data
    .filter(({ id }) => !present.has(id))
    .map((account) => {
      const isTaken = pool.protocols.length === 0 || pool.protocols.includes(account.protocol)
      // What is neither switched off nor of another protocol was left out because its credential can't be read.
      const unusable: RouteExclusion = isTaken ? 'credential' : 'protocol'
      const { id: accountId, name, priority, concurrencyLimit, status } = account
      return {
        ...{
          accountId,
          name,
          priority,
          concurrencyLimit,
          upstreamModel: null,
          running: 0,
          waiting: 0,
          loadRate: null,
          lastPickedAt: null,
        },
        excluded: status === 'active' ? unusable : status,
        ...{ reason: account.statusReason, until: null },
      }
    })
}

/** A plain text call of this protocol, as the gateway would read it: only what hides output needs to be known. */
const plainCall = {
  ...{ media: {}, choices: 1, serviceTier: null, hostedTools: [], maxToolCalls: null },
  cacheWrite: 'none',
} as const
const hidesByItself = new Set<ProtocolName>(['openai-responses', 'openai-chat', 'gemini'])

function holdOf(input: ExplainRouteInput, protocol: ProtocolName, access: KeyAccess, pool: Pool, needs: CallNeeds) {
  const found = eligibleAccounts(pool.accounts, needs)
  const prices = found.flatMap(({ upstreamModel }) => findPrice(upstreamModel, needs.nowMs) ?? [])
  if (prices.length === 0) return null
  const { inputTokens } = input
  const answers = protocol !== 'openai-embeddings'
  const [maxOutputTokens, stream] = answers ? [input.maxOutputTokens, input.stream] : [0, false]
  const multiplier = access.userRateMultiplier ?? pool.rateMultiplier
  const hiddenReasoning = hidesByItself.has(protocol) ? 'model' : 'off'
  const amount = holdAmount(
    holdRequest({
      ...{ prices, multiplier, historyTokens: 0, clampedOutputTokens: null },
      upstreamModels: found.map(({ upstreamModel }) => upstreamModel),
      request: { ...plainCall, textBytes: inputTokens, maxOutputTokens, stream, hiddenReasoning },
    }),
  )
  return {
    amountNanoUsd: amount.toString(),
    rateMultiplier: formatMultiplier(multiplier),
    ...{ inputTokens, maxOutputTokens },
  }
}

async function boundAccount(access: KeyAccess, pool: Pool, sessionId: string | undefined): Promise<string | null> {
  if (sessionId === undefined) return null
  const hints = { promptCacheKey: null, user: null, seed: () => '' }
  const sessionKey = sessionKeyOf((name) => (name === 'session-id' ? sessionId : null), hints)
  return await slots().findSession({ shard: pool.shard, poolId: access.poolId, userId: access.userId, sessionKey })
}

async function accountsNow(pool: Pool, needs: CallNeeds): Promise<RouteExplanation> {
  const loads = await slots().accountLoads(
    pool.accounts.map(({ accountId, shard, concurrencyLimit }) => ({ accountId, shard, limit: concurrencyLimit })),
  )
  // A store that can't be asked answers nothing: the gateway admits nobody then.
  if (loads.length < pool.accounts.length) {
    throw new AppError('overloaded', 'The slot store can’t be reached, so the accounts’ state is not known.')
  }
  return orderAccounts(pool.accounts, needs, loads)
}

/**
 * What the gateway would do with a call of a key at this moment: which accounts could serve it, why the others can't, who
 * would be picked and how much would be held. Takes nothing and looks at neither balance nor rate limits. Throws
 * not_found for an unknown key, overloaded when the slot store can't be reached.
 */
export async function explainRoute(input: ExplainRouteInput): Promise<RouteExplanationView> {
  const key = await inspectKey(input.keyId)
  if (!key) throw new AppError('not_found', 'There is no such API key.')
  const { access } = key
  const [found] = await Promise.all([poolConfig(access.poolId), loadPrices()])
  const pool = found ?? gonePool
  const serves = (name: ProtocolName) => eligibleAccounts(pool.accounts, needsOf(input.model, name)).length > 0
  const protocol = input.protocol ?? callProtocols.find(serves) ?? callProtocols[0]
  const needs = needsOf(input.model, protocol)
  const [route, absent, stickyAccountId, [load]] = await Promise.all([
    accountsNow(pool, needs),
    absentMembers(access.poolId, pool),
    boundAccount(access, pool, input.sessionId),
    slots().poolLoads([{ poolId: access.poolId, shard: pool.shard }]),
  ])
  const waiting = load?.waiting ?? 0
  const { waitTimeoutMs, stickyPatienceMs } = settings()
  const queue = { hasRoom: waitTimeoutMs > 0 && waiting < pool.maxWaiting, mayWaitForOwn: stickyPatienceMs > 0 }
  const gate = { refusal: key.refusal ?? gateOf(access, pool, needs) } as const
  return {
    ...{ keyId: access.keyId, userId: access.userId, poolId: access.poolId, model: input.model, protocol },
    ...decideRoute(gate, route, stickyAccountId, queue),
    stickyAccountId,
    queue: { waiting, maxWaiting: pool.maxWaiting },
    accounts: [...route.accounts.map(accountView), ...absent],
    hold: holdOf(input, protocol, access, pool, needs),
  }
}
