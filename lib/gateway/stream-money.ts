import type { CheckpointResult, FundingScope } from '../ledger'
import { boundOutputTokens, costOf, type HoldRequest, type PriceVersion } from '../pricing'
import { settings } from '../settings'
import type { HeldMoney } from './hold-money'
import { noUsage } from './settle'

/** Why money, or the word about it, ends a stream before its upstream does. */
export type MoneyEnd =
  | { kind: 'out_of_money'; scope: FundingScope }
  /** The sweeper settled it: this process was taken for gone. */
  | { kind: 'lease_lost' }
  /** The ledger was away for longer than a stream may go on without it. */
  | { kind: 'ledger_away' }

/** The last growth that is asked for before a stream is ended. */
const leastStep = 64
/** A ledger that hasn't answered in this time counts as away for the moment: the stream isn't stopped for it. */
const patienceMs = 1_000
const million = 1_000_000

type Options = {
  held: Pick<HeldMoney, 'amountNanoUsd'>
  hold: HoldRequest
  price: PriceVersion
  /** Output tokens by the live count. */
  seen: () => number
  /** Checkpoints now; resolves when `answered` was told. */
  checkpointNow: () => Promise<void>
  /** Called once when the stream has to end although nothing of it comes: its lease or the ledger is gone. */
  onEnd: () => void
}

/**
 * Keeps a stream's hold ahead of its output. The relay compares one number for each chunk; only a stream that comes near
 * what is held asks for more, and only one that has reached it waits: so what is given away is at most one chunk, however
 * fast the upstream.
 */
export class StreamMoney {
  /** Live output from which `room` must be called before more is passed on. */
  askAt = 0
  ended: MoneyEnd | null = null
  /** Output that the hold covers; the most there can be; what the checkpoint on its way asks for. */
  private covered: number
  private readonly most: number
  private asked: number
  private step: number
  private awaySinceMs: number | null = null
  private readonly start: { covered: number; heldNanoUsd: bigint }

  constructor(private readonly options: Options) {
    const { hold, price, held } = options
    this.step = Math.max(leastStep, settings().holdOutputTokens)
    this.most = boundOutputTokens(price, { ...hold, canGrow: false })
    this.covered = boundOutputTokens(price, hold)
    this.asked = this.covered
    this.start = { covered: this.covered, heldNanoUsd: held.amountNanoUsd }
    this.expectRoom()
  }

  /** What the next checkpoint should hold: ahead of the output by one step. */
  wantedNanoUsd(): bigint {
    const { held } = this.options
    const seen = this.options.seen()
    const nearlyThere = seen >= this.covered - this.step / 2
    this.asked = nearlyThere ? Math.min(this.most, Math.max(this.covered, seen + this.step)) : this.covered
    if (this.asked <= this.covered) return held.amountNanoUsd
    return this.start.heldNanoUsd + this.costOf(this.asked) - this.costOf(this.start.covered)
  }

  /** The ledger's word on the last checkpoint; null = none came. */
  answered(result: CheckpointResult | null): void {
    if (this.ended) return
    if (result === null) {
      this.away()
      return
    }
    this.awaySinceMs = null
    if (result.kind === 'gone') {
      this.end({ kind: 'lease_lost' })
      return
    }
    const { held } = this.options
    // A hold that was lost and made again may be smaller: from here on everything has to be asked for.
    if (result.heldNanoUsd < held.amountNanoUsd) this.covered = 0
    held.amountNanoUsd = result.heldNanoUsd
    if (result.kind === 'ok') {
      if (this.asked > this.covered)
        this.step = Math.min(this.step * 2, Math.max(leastStep, settings().holdOutputTokens))
      this.covered = Math.max(this.covered, this.asked)
      this.expectRoom()
      return
    }
    if (this.step === leastStep && this.options.seen() >= this.covered) {
      this.ended = { kind: 'out_of_money', scope: result.scope }
      return
    }
    // There may be money for less; it is asked for when what is held is used up.
    this.step = Math.max(leastStep, Math.floor(this.step / 4))
    this.askAt = this.covered
  }

  /** Asks for growth: without waiting while what is held lasts, else until there is room or the stream has to end. */
  room(): Promise<void> | null {
    if (this.options.seen() >= this.covered) return this.wait()
    this.askAt = this.covered
    void this.options.checkpointNow()
    return null
  }

  private async wait(): Promise<void> {
    while (this.ended === null && this.options.seen() >= this.askAt) {
      let timer: NodeJS.Timeout | undefined
      const patience = new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), patienceMs)
      })
      const late = await Promise.race([this.options.checkpointNow(), patience])
      clearTimeout(timer)
      if (late === 'late') this.away()
    }
  }

  /** Running streams go on without the ledger for a time and an amount (gateway.md §12). */
  private away(): void {
    const nowMs = performance.now()
    this.awaySinceMs ??= nowMs
    const { databaseOutageMs, databaseOutageNanoUsd } = settings()
    const perMillion = this.costOf(this.start.covered + million) - this.costOf(this.start.covered)
    const free = perMillion > 0n ? Number((databaseOutageNanoUsd * BigInt(million)) / perMillion) : Infinity
    this.askAt = this.covered >= this.most ? Infinity : this.covered + free
    if (nowMs - this.awaySinceMs > databaseOutageMs || this.options.seen() >= this.askAt)
      this.end({ kind: 'ledger_away' })
  }

  private expectRoom(): void {
    this.askAt = this.covered >= this.most ? Infinity : Math.max(0, this.covered - Math.floor(this.step / 2))
  }

  private end(end: MoneyEnd): void {
    this.ended = end
    this.options.onEnd()
  }

  private costOf(outputTokens: number): bigint {
    const { hold, price } = this.options
    const usage = { ...noUsage, input: hold.inputTokens, output: outputTokens }
    const { multiplierMillionths, serviceTier } = hold
    return costOf({ usage, price, multiplierMillionths, serviceTier }).costNanoUsd
  }
}
