import type { PoolConfig } from '../account-pools'
import { findPrice, knownPrices, nextPriceChangeMs, type PriceVersion } from '../pricing'
import { eligibleAccounts, type ServingAccount, upstreamModelOf } from '../scheduling'
import type { AccountCandidate } from '../slots'
import type { Protocol } from './protocols'

/** What a pool offers for a model over a protocol by its configuration. */
export type Offer = {
  pool: PoolConfig
  accounts: readonly ServingAccount[]
  /** The models it may be sent to, and their prices. */
  upstreamModels: readonly string[]
  prices: readonly PriceVersion[]
  /** All accounts, as the slot store takes them. */
  candidates: readonly AccountCandidate[]
}

type KnownOffer = Offer & { known: ReadonlyMap<string, unknown>; fromMs: number; untilMs: number }

/** Names that callers make up must not fill the memory. */
const maxOffersOfPool = 1_000

const offers = new WeakMap<PoolConfig, Map<string, KnownOffer>>()

function offersOf(pool: PoolConfig): Map<string, KnownOffer> {
  const found = offers.get(pool)
  if (found) return found
  const created = new Map<string, KnownOffer>()
  offers.set(pool, created)
  return created
}

/** Until when nothing of it changes by time alone: an account's expiry, a price's beginning. */
function standsUntilMs(pool: PoolConfig, model: string, atMs: number): number {
  let untilMs = Infinity
  for (const account of pool.accounts) {
    if (account.expiresAtMs !== null && account.expiresAtMs > atMs) untilMs = Math.min(untilMs, account.expiresAtMs)
    const upstreamModel = upstreamModelOf(account, model)
    if (upstreamModel !== null) untilMs = Math.min(untilMs, nextPriceChangeMs(upstreamModel, atMs))
  }
  return untilMs
}

export function candidateOf({ account, upstreamModel }: ServingAccount): AccountCandidate {
  const { accountId, concurrencyLimit: limit, priority } = account
  return { accountId, limit, priority, upstreamModel }
}

function workOut(pool: PoolConfig, protocol: Protocol, model: string, atMs: number): KnownOffer {
  const accounts = eligibleAccounts(pool.accounts, {
    protocol: protocol.speaks,
    api: protocol.api,
    model,
    hasPrice: (name) => findPrice(name, atMs) !== null,
    nowMs: atMs,
  })
  return {
    pool,
    accounts,
    upstreamModels: accounts.map(({ upstreamModel }) => upstreamModel),
    prices: accounts.flatMap(({ upstreamModel }) => findPrice(upstreamModel, atMs) ?? []),
    candidates: accounts.map(candidateOf),
    known: knownPrices(),
    fromMs: atMs,
    untilMs: standsUntilMs(pool, model, atMs),
  }
}

/** What a pool offers at an instant; worked out once for as long as pool, prices and time leave it as it is. */
export function offerOf(pool: PoolConfig, protocol: Protocol, model: string, atMs: number): Offer {
  const all = offersOf(pool)
  const name = `${protocol.name} ${model}`
  const found = all.get(name)
  if (found && found.known === knownPrices() && atMs >= found.fromMs && atMs < found.untilMs) return found
  const offer = workOut(pool, protocol, model, atMs)
  if (all.size >= maxOffersOfPool) all.clear()
  all.set(name, offer)
  return offer
}
