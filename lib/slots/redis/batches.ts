import type { RedisKey } from '../../redis'
import type { CandidateSet } from '../store'
import type { Reply } from './scripts'

/** One command of a batch as its script reads it, and who hears what became of it. */
export type Entry = {
  readonly base: RedisKey
  readonly row: (string | number | readonly unknown[])[]
  readonly candidates: CandidateSet | undefined
  /** Asked just before it goes; one that may not has been failed. */
  mayGo(): boolean
  answered(reply: Reply): void
  failed(error: unknown): void
}

/** Sends entries as one script; it answers for each of them, in the same order. */
export type SendEntries = (entries: readonly Entry[]) => Promise<Reply[]>

export type Batches = {
  /** Entries of one group go together; `send` is the first one's. */
  add(group: string, send: SendEntries, entry: Entry): void
}

type Lane = { readonly group: string; readonly send: SendEntries; waiting: Entry[]; onTheWay: number; isDue: boolean }

/** A script stays short: others wait for it. */
const maxEntries = 64
/** With so many on their way entries gather until one has answered: the fuller a script, the less each entry costs. */
const maxOnTheWay = 2
/** Groups at rest are forgotten when there are many. */
const maxLanes = 1_000

function settle(entries: readonly Entry[], replies: readonly Reply[]): void {
  entries.forEach((entry, i) => {
    const reply = replies[i]
    if (reply === undefined) entry.failed(new Error('invariant broken: a script answered too little'))
    else entry.answered(reply)
  })
}

/**
 * Sends what is asked within one turn of the event loop as one script for each group, in the order in which it was asked;
 * what is asked while two scripts of a group are on their way goes with the next. Nothing waits for a timer.
 * `together` makes all that its work sends leave as one write.
 */
export function createBatches(together: (work: () => void) => void): Batches {
  const lanes = new Map<string, Lane>()
  let due: Lane[] = []

  function ended(lane: Lane): void {
    lane.onTheWay -= 1
    if (lane.waiting.length > 0) schedule(lane)
    else if (lane.onTheWay === 0 && lanes.size > maxLanes) lanes.delete(lane.group)
  }

  async function sendBatch(lane: Lane, entries: readonly Entry[]): Promise<void> {
    try {
      const replies = await lane.send(entries)
      settle(entries, replies)
    } catch (error) {
      for (const entry of entries) entry.failed(error)
    } finally {
      ended(lane)
    }
  }

  function flush(): void {
    const lanesDue = due
    due = []
    together(() => {
      for (const lane of lanesDue) {
        lane.isDue = false
        while (lane.waiting.length > 0 && lane.onTheWay < maxOnTheWay) {
          const entries = lane.waiting.splice(0, maxEntries).filter((entry) => entry.mayGo())
          if (entries.length === 0) continue
          lane.onTheWay += 1
          void sendBatch(lane, entries)
        }
      }
    })
  }

  function schedule(lane: Lane): void {
    if (lane.isDue) return
    lane.isDue = true
    if (due.push(lane) === 1) setImmediate(flush)
  }

  return {
    add(group, send, entry) {
      let lane = lanes.get(group)
      if (!lane) {
        lane = { group, send, waiting: [], onTheWay: 0, isDue: false }
        lanes.set(group, lane)
      }
      lane.waiting.push(entry)
      if (lane.onTheWay < maxOnTheWay) schedule(lane)
    },
  }
}
