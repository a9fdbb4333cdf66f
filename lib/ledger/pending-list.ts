import type { SettleItem } from './settle-item'

/** A settlement that isn't durable yet, in its place among the others. */
export type PendingEntry = {
  readonly item: SettleItem
  readonly sinceMs: number
  journaled: boolean
  before: PendingEntry | null
  after: PendingEntry | null
}

/** Settlements that aren't durable yet, oldest first. A list, not a map: a busy map's old copies keep ended ones alive. */
export class PendingList {
  size = 0
  private first: PendingEntry | null = null
  private last: PendingEntry | null = null

  add(entry: PendingEntry): void {
    entry.before = this.last
    if (this.last) this.last.after = entry
    else this.first = entry
    this.last = entry
    this.size += 1
  }

  /** Takes out an entry that is in the list. */
  remove(entry: PendingEntry): void {
    const { before, after } = entry
    if (before) before.after = after
    else this.first = after
    if (after) after.before = before
    else this.last = before
    entry.before = null
    entry.after = null
    this.size -= 1
  }

  /** Those that wait since before then and aren't in the journal. */
  unjournaled(beforeMs: number): PendingEntry[] {
    const found = []
    for (let entry = this.first; entry !== null && entry.sinceMs <= beforeMs; entry = entry.after) {
      if (!entry.journaled) found.push(entry)
    }
    return found
  }
}
