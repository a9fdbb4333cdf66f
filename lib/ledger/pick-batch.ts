import type { BatchEntry } from '../db/batcher'

/** After so many rounds a customer's calls no longer skip a locked wallet but wait for it, by themselves. */
const patienceRounds = 3

export type PickedBatch<Item> = {
  picked: { index: number; item: Item }[]
  /** Wait for locked wallets instead of leaving them for the next batch. */
  wait: boolean
}

/**
 * Which entries go into the next statement. Batches of one customer wait for the wallet; mixed ones skip locked wallets,
 * so that one busy customer never delays another; a customer skipped too often gets a statement alone.
 * Of entries with one request id only the first goes.
 */
export function pickBatch<Item>(
  entries: readonly BatchEntry<Item>[],
  idsOf: (item: Item) => { userId: string; requestId: string },
): PickedBatch<Item> {
  const seen = new Set<string>()
  const all = entries.flatMap(({ item, rounds }, index) => {
    const { userId, requestId } = idsOf(item)
    if (seen.has(requestId)) return []
    seen.add(requestId)
    return { index, item, userId, rounds }
  })
  const starved = all.find((entry) => entry.rounds >= patienceRounds)
  const chosen = starved?.userId ?? all[0]?.userId
  const ofChosen = all.filter((entry) => entry.userId === chosen)
  const isAlone = starved !== undefined || ofChosen.length === all.length
  return isAlone ? { picked: ofChosen, wait: true } : { picked: all, wait: false }
}
