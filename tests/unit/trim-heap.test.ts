import { getHeapStatistics } from 'node:v8'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { trimHeapAtRest } from '@/lib/trim-heap'

const mebibyte = 2 ** 20
const heldMiB = () => getHeapStatistics().total_physical_size / mebibyte
const work = { count: 0, begun: 0 }

/** Fills the heap with what nobody needs any more. */
function grow(): void {
  const filled = Array.from({ length: 400_000 }, (_, n) => ({ n, more: [n, n + 1, n + 2], text: `number ${n}` }))
  expect(filled.at(-1)?.n).toBe(399_999)
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  Object.assign(work, { count: 0, begun: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('A process that rests', () => {
  it('gives its heap back after 20 s, and again after the next load, but never while anything runs', async () => {
    trimHeapAtRest(() => work)
    for (let round = 1; round <= 2; round++) {
      grow()
      const grown = heldMiB()
      Object.assign(work, { count: 1, begun: round })
      await vi.advanceTimersByTimeAsync(120_000)
      expect(heldMiB()).toBeGreaterThan(grown - 10)
      work.count = 0
      await vi.advanceTimersByTimeAsync(15_000)
      expect(heldMiB()).toBeGreaterThan(grown - 10)
      await vi.advanceTimersByTimeAsync(10_000)
      await vi.waitFor(() => expect(heldMiB()).toBeLessThan(grown - 32))
    }
  })
})
