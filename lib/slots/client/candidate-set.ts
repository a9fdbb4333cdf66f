import { createHash } from 'node:crypto'
import type { CandidateSet } from '../store'
import type { AccountCandidate } from '../types'
import { wholeLimit } from './clean-request'

/** More accounts than this of one pool are not looked at: one step of the store stays short. */
export const maxCandidates = 2_000

const known = new WeakMap<readonly AccountCandidate[], CandidateSet>()

function withoutRepeats(list: readonly AccountCandidate[]): AccountCandidate[] {
  const first = new Map<string, AccountCandidate>()
  for (const each of list) if (!first.has(each.accountId)) first.set(each.accountId, each)
  return [...first.values()].slice(0, maxCandidates)
}

class CleanCandidates implements CandidateSet {
  readonly list: readonly AccountCandidate[]
  private index: ReadonlyMap<string, AccountCandidate> | null = null
  private text: string | null = null
  private hash: string | null = null

  constructor(list: readonly AccountCandidate[]) {
    this.list = withoutRepeats(list).map(({ accountId, limit, priority, upstreamModel }) => ({
      accountId,
      limit: wholeLimit(limit),
      priority: Number.isFinite(priority) ? priority : 0,
      upstreamModel,
    }))
  }

  get byId(): ReadonlyMap<string, AccountCandidate> {
    this.index ??= new Map(this.list.map((each) => [each.accountId, each]))
    return this.index
  }

  get json(): string {
    this.text ??= JSON.stringify(
      this.list.map(({ accountId, limit, priority, upstreamModel }) => [accountId, limit, priority, upstreamModel]),
    )
    return this.text
  }

  get digest(): string {
    this.hash ??= createHash('sha1').update(this.json).digest('hex')
    return this.hash
  }
}

/** The candidates as the store takes them: limits made whole, at most 2 000, index and digest made when first needed; the same list gives the same set. */
export function toCandidateSet(list: readonly AccountCandidate[]): CandidateSet {
  let set = known.get(list)
  if (set === undefined) {
    set = new CleanCandidates(list)
    known.set(list, set)
  }
  return set
}
