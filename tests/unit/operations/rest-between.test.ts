import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { restBetween } from '@/lib/operations/rest-between'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A reading that takes as long as it is told, and counts. */
function slowReading() {
  const state = { count: 0, takesMs: 0 }
  const read = async () => {
    const value = ++state.count
    await new Promise((resolve) => setTimeout(resolve, state.takesMs))
    return value
  }
  return { state, read }
}

async function askLater(ms: number, ask: () => Promise<number>): Promise<number> {
  await vi.advanceTimersByTimeAsync(ms)
  const answer = ask()
  await vi.advanceTimersByTimeAsync(60_000)
  return await answer
}

describe('restBetween', () => {
  it('reads anew after the age when reading is quick, and once for all who ask together', async () => {
    const { read, state } = slowReading()
    const ask = restBetween(read, 900)
    const both = Promise.all([ask(), ask()])
    await vi.advanceTimersByTimeAsync(1)
    expect(await both).toEqual([1, 1])
    expect(await ask()).toBe(1)
    expect(await askLater(1_000, ask)).toBe(2)
    expect(state.count).toBe(2)
  })

  it('rests twenty times as long as a slow reading took, and answers the last value meanwhile', async () => {
    const { read, state } = slowReading()
    state.takesMs = 2_000
    const ask = restBetween(read, 900)
    const first = ask()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await first).toBe(1)
    await vi.advanceTimersByTimeAsync(37_000)
    expect(await ask()).toBe(1)
    expect(state.count).toBe(1)
    await vi.advanceTimersByTimeAsync(2_000)
    const stale = ask()
    await vi.advanceTimersByTimeAsync(901)
    expect(await stale).toBe(1)
    expect(state.count).toBe(2)
  })

  it('keeps the last answer when a later reading fails, and says so when there is none', async () => {
    const read = vi.fn().mockResolvedValueOnce(1).mockRejectedValue(new Error('away'))
    const ask = restBetween<number>(read, 900)
    expect(await ask()).toBe(1)
    expect(await askLater(1_000, ask)).toBe(1)
    await expect(restBetween(read, 900)()).rejects.toThrow('away')
  })
})
