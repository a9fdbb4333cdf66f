import { beforeEach, describe, expect, it, vi } from 'vitest'
import { StreamMoney } from '@/lib/gateway/stream-money'
import type { CheckpointResult } from '@/lib/ledger'
import type { PriceVersion } from '@/lib/pricing'
import { settings } from '@/lib/settings'

/** $10 a million tokens: 10 000 nano-USD a token, so that tokens and money convert by eye. */
const perToken = 10_000n
const price = {
  ...{ id: 'price_1', model: 'm', effectiveFromMs: 0, source: 'manual', provider: '', callable: true, request: 0n },
  ...{ input: 0n, output: perToken * 1_000_000n, cachedInput: null, cacheWrite5m: null, cacheWrite1h: null },
  ...{ media: {}, toolCalls: {}, mediaBounds: {}, tiers: {}, longContext: null, contextTokens: null },
  maxOutputTokens: 50_000,
} satisfies PriceVersion
const first = 4_096

/** A stream of a ledger that has `balance` in all and answers at once. */
function stream(balance: bigint) {
  const state = { seen: 0, away: false, gone: false, checkpoints: 0, ended: 0, highest: 0n }
  const held = { amountNanoUsd: perToken * BigInt(first) }
  const request = { inputTokens: 0, maxOutputTokens: null, canGrow: true, serviceTier: null }
  const money: StreamMoney = new StreamMoney({
    held,
    hold: { ...request, prices: [price], multiplierMillionths: 1_000_000n, growFromTokens: first },
    price,
    seen: () => state.seen,
    checkpointNow: async () => {
      state.checkpoints++
      const wanted = money.wantedNanoUsd()
      money.answered(state.away ? null : answer(wanted))
    },
    onEnd: () => {
      state.ended++
    },
  })
  const answer = (wanted: bigint): CheckpointResult => {
    if (state.gone) return { kind: 'gone' }
    if (wanted > balance) return { kind: 'refused', scope: 'wallet', heldNanoUsd: held.amountNanoUsd }
    return { kind: 'ok', heldNanoUsd: wanted }
  }
  /** Lets output flow in chunks, as the relay does; answers what has come when it ended. */
  const flow = async (tokens: number, chunk: number): Promise<number> => {
    for (const end = state.seen + tokens; state.seen < end && money.ended === null; ) {
      state.seen += chunk
      if (state.seen >= money.askAt) await money.room()
      // Whatever was passed on beyond the hold so far is what may be lost.
      const over = perToken * BigInt(state.seen) - held.amountNanoUsd
      if (over > state.highest) state.highest = over
    }
    return state.seen
  }
  return { money, state, held, flow }
}

beforeEach(() => vi.restoreAllMocks())

describe('the hold of a stream', () => {
  it('is always ahead of what was passed on, whatever the size of the chunks', async () => {
    for (const chunk of [1, 7, 500, 4_096, 24_500]) {
      const { money, state, flow } = stream(10n ** 15n)
      await flow(49_000, chunk)
      expect(money.ended).toBeNull()
      expect(state.highest, `chunks of ${chunk}`).toBeLessThanOrEqual(0n)
    }
  })

  it('asks once in a while, not for every chunk', async () => {
    const { state, flow } = stream(10n ** 15n)
    await flow(49_000, 10)
    expect(state.checkpoints).toBeLessThan(30)
  })

  it('never asks when everything there can be is held', async () => {
    const { money, state, flow } = stream(10n ** 15n)
    await flow(60_000, 100)
    const before = state.checkpoints
    await flow(60_000, 100)
    expect(money.askAt).toBe(Infinity)
    expect(state.checkpoints).toBe(before)
  })

  it('uses what money there is to the last step, then ends it; what is lost is at most one chunk', async () => {
    for (const chunk of [1, 50, 1_000]) {
      const { money, state, held, flow } = stream(perToken * 10_000n)
      const seen = await flow(49_000, chunk)
      expect(money.ended).toEqual({ kind: 'out_of_money', scope: 'wallet' })
      expect(seen).toBeGreaterThan(10_000 - 64 - chunk)
      expect(held.amountNanoUsd).toBeLessThanOrEqual(perToken * 10_000n)
      expect(state.highest).toBeLessThanOrEqual(perToken * BigInt(chunk + 64))
    }
  })

  it('goes on without the ledger for its allowance beyond what is held, then ends', async () => {
    const { money, state, held, flow } = stream(10n ** 15n)
    state.away = true
    const allowance = Number(settings().databaseOutageNanoUsd / perToken)
    const seen = await flow(10_000_000, 1_000)
    expect(allowance).toBe(100_000)
    expect(money.ended).toEqual({ kind: 'ledger_away' })
    expect(state.ended).toBe(1)
    expect(seen).toBeGreaterThanOrEqual(first + allowance)
    expect(seen).toBeLessThanOrEqual(first + allowance + 1_000)
    expect(held.amountNanoUsd).toBe(perToken * BigInt(first))
  })

  it('goes on without the ledger for its time, then ends, held or not', async () => {
    let nowMs = 1_000
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
    const { money, state } = stream(10n ** 15n)
    money.answered(null)
    nowMs += settings().databaseOutageMs
    money.answered(null)
    expect(money.ended).toBeNull()
    nowMs += 1
    money.answered(null)
    expect(money.ended).toEqual({ kind: 'ledger_away' })
    expect(state.ended).toBe(1)
  })

  it('is made up for when the ledger is back', async () => {
    const { money, state, held, flow } = stream(10n ** 15n)
    state.away = true
    await flow(20_000, 500)
    expect(money.ended).toBeNull()
    state.away = false
    money.answered({ kind: 'ok', heldNanoUsd: money.wantedNanoUsd() })
    expect(held.amountNanoUsd).toBeGreaterThanOrEqual(perToken * BigInt(state.seen))
    await flow(20_000, 500)
    expect(held.amountNanoUsd).toBeGreaterThanOrEqual(perToken * BigInt(state.seen))
  })

  it('that the sweeper closed ends the stream', async () => {
    const { money, state, flow } = stream(10n ** 15n)
    state.gone = true
    await flow(49_000, 100)
    expect(money.ended).toEqual({ kind: 'lease_lost' })
    expect(state.ended).toBe(1)
  })
})
