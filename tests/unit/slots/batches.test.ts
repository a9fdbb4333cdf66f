import { setImmediate as endOfTurn } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { redisKeys } from '@/lib/redis'
import { type Batches, createBatches, type Entry, type SendEntries } from '@/lib/slots/redis/batches'
import type { Reply } from '@/lib/slots/redis/scripts'

type Sent = { rows: unknown[]; answer(replies: Reply[]): void; fail(error: Error): void }

describe('batches of script commands', () => {
  let batches: Batches
  let writes = 0
  let sent: Sent[] = []
  const heard: [number, unknown][] = []

  const send: SendEntries = (entries) =>
    new Promise((answer, fail) => sent.push({ rows: entries.map((entry) => entry.row[0]), answer, fail }))

  function ask(n: number, group = 'g', mayGo = true): void {
    const entry: Entry = {
      base: redisKeys.shardBase('s'),
      row: [n],
      candidates: undefined,
      mayGo: () => mayGo,
      answered: (reply) => heard.push([n, reply]),
      failed: (error) => heard.push([n, error]),
    }
    batches.add(group, send, entry)
  }

  beforeEach(() => {
    writes = 0
    sent = []
    heard.length = 0
    batches = createBatches((work) => {
      writes += 1
      work()
    })
  })

  it('send what is asked in one turn as one script a group and one write, in order, and give each its own answer', async () => {
    for (const n of [1, 2, 3]) ask(n)
    ask(4, 'other')
    expect(sent).toEqual([])
    await endOfTurn()
    expect(sent.map(({ rows }) => rows)).toEqual([[1, 2, 3], [4]])
    expect(writes).toBe(1)
    sent[0]?.answer(['a', 'b'])
    await endOfTurn()
    expect(heard).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, expect.any(Error)],
    ])
  })

  it('gather while two scripts are on their way, and take at most 64 at once', async () => {
    for (const n of [1, 2]) {
      ask(n)
      await endOfTurn()
    }
    for (let n = 3; n < 73; n++) ask(n)
    await endOfTurn()
    expect(sent.map(({ rows }) => rows.length)).toEqual([1, 1])
    sent[0]?.answer([0])
    await endOfTurn()
    await endOfTurn()
    expect(sent.map(({ rows }) => rows.length)).toEqual([1, 1, 64])
    sent[1]?.fail(new Error('away'))
    await endOfTurn()
    await endOfTurn()
    expect(sent.map(({ rows }) => rows.length)).toEqual([1, 1, 64, 6])
    expect(heard).toEqual([
      [1, 0],
      [2, new Error('away')],
    ])
  })

  it('leave out what may no longer go', async () => {
    ask(1)
    ask(2, 'g', false)
    ask(3, 'nobody', false)
    await endOfTurn()
    expect(sent.map(({ rows }) => rows)).toEqual([[1]])
  })
})
