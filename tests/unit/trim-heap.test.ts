import { getHeapStatistics } from 'node:v8'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { trimHeapAtRest } from '@/lib/trim-heap'

const mebibyte = 2 ** 20
const heldMiB = () => getHeapStatistics().total_physical_size / mebibyte
const work = { count: 0, begun: 0 }

function grow(): object[] {
  return Array.from({ length: 600_000 }, (_, n) => ({ n, more: [n, n + 1, n + 2], text: `number ${n}` }))
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  Object.assign(work, { count: 0, begun: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('A process that rests', () => {
  it('trims its heap after 20 s and after 35 s, never while anything runs, and again only once it has grown', async () => {
    const collect = vi.fn()
    const kept = [grow()]
    trimHeapAtRest(() => work, collect)
    Object.assign(work, { count: 1, begun: 1 })
    await vi.advanceTimersByTimeAsync(120_000)
    work.count = 0
    await vi.advanceTimersByTimeAsync(15_000)
    expect(collect).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(collect).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(600_000)
    expect(collect).toHaveBeenCalledTimes(2)
    work.begun = 2
    await vi.advanceTimersByTimeAsync(600_000)
    expect(collect).toHaveBeenCalledTimes(2)
    kept.push(grow())
    work.begun = 3
    await vi.advanceTimersByTimeAsync(600_000)
    expect(kept).toHaveLength(2)
    expect(collect).toHaveBeenCalledTimes(4)
  })

  it('gives the memory of what nobody needs any more back', async () => {
    trimHeapAtRest(() => work)
    let kept: object[] | null = grow()
    expect(kept).toHaveLength(600_000)
    const grown = heldMiB()
    kept = null
    await vi.advanceTimersByTimeAsync(60_000)
    await vi.waitFor(() => expect(heldMiB()).toBeLessThan(grown - 32))
  })
})
