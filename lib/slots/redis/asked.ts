import type { RedisKey } from '../../redis'
import type { CandidateSet } from '../store'
import type { Entry } from './batches'
import type { EpochGuard } from './epoch-guard'
import { type Reply, toUnavailable } from './scripts'

/** What is asked of a script, as a row of its command. An admission is valid in the memory that it was asked in alone. */
export type Question = {
  readonly base: RedisKey
  readonly row: Entry['row']
  readonly isAdmission: boolean
  readonly candidates?: CandidateSet
}

/** One question on its way, with the promise of its answer. */
export class Asked<T> implements Entry {
  readonly base: RedisKey
  readonly row: Entry['row']
  readonly candidates: CandidateSet | undefined
  private readonly epoch: string | null

  constructor(
    private readonly guard: EpochGuard,
    question: Question,
    private readonly toAnswer: (reply: Reply) => T,
    private readonly resolve: (answer: T) => void,
    readonly failed: (error: unknown) => void,
  ) {
    this.base = question.base
    this.row = question.row
    this.candidates = question.candidates
    this.epoch = question.isAdmission ? guard.last() : null
  }

  /** False when the memory changed since it was asked: then it has failed. */
  mayGo(): boolean {
    if (this.epoch === null || this.epoch === this.guard.last()) return true
    this.failed(this.guard.lost())
    return false
  }

  answered(reply: Reply): void {
    try {
      // An admission that answers 0 met another memory.
      if (reply === 0 && this.epoch !== null) throw this.guard.lost()
      if (Array.isArray(reply) && reply[0] === -1) throw toUnavailable(new Error(String(reply[1])))
      this.resolve(this.toAnswer(reply))
    } catch (error) {
      this.failed(error)
    }
  }
}
