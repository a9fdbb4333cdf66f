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

/** The candidates as the store takes them: limits made whole, at most 2 000, index and digest made when first needed and kept for equal lists. */
export function toCandidateSet(list: readonly AccountCandidate[]): CandidateSet {
  const cached = known.get(list)
  if (cached) return cached
  let byId: ReadonlyMap<string, AccountCandidate> | undefined
  let json: string | undefined
  let digest: string | undefined
  const clean = withoutRepeats(list).map((each) => ({
    ...each,
    limit: wholeLimit(each.limit),
    priority: Number.isFinite(each.priority) ? each.priority : 0,
  }))
  const set: CandidateSet = {
    list: clean,
    get byId() {
      byId ??= new Map(clean.map((each) => [each.accountId, each]))
      return byId
    },
    get json() {
      json ??= JSON.stringify(clean.map((each) => [each.accountId, each.limit, each.priority, each.upstreamModel]))
      return json
    },
    get digest() {
      digest ??= createHash('sha1').update(this.json).digest('hex')
      return digest
    },
  }
  known.set(list, set)
  return set
}
