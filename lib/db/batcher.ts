import { AppError } from '../errors'

/** What `run` answers for an item that has to wait for a later batch. */
export const again: unique symbol = Symbol('again')

export type BatchEntry<Item> = {
  readonly item: Item
  /** Rounds in which this item was answered with `again`. */
  rounds: number
}

export type BatchAnswer<Result> = Result | typeof again | undefined

/** An item with whoever hears of its answer; both are called at most once and don't throw. */
export type Waiter<Item, Result> = BatchEntry<Item> & {
  resolve(result: Result): void
  reject(error: unknown): void
}

export type Batcher<Item, Result> = {
  add(item: Item): Promise<Result>
  /** As `add`, for who needs no promise of its own. */
  push(waiter: Waiter<Item, Result>): void
  /** Items not yet answered. */
  readonly size: number
  /** Resolves when every item added so far is answered. */
  idle(): Promise<void>
}

type Options<Item, Result> = {
  /** Answers each entry, in order (undefined = not tried in this round); throwing rejects all of them. */
  run(entries: readonly BatchEntry<Item>[]): Promise<readonly BatchAnswer<Result>[]>
  maxBatch: number
  /** Items beyond it are refused with `overloaded`. */
  maxWaiting: number
  /** The longest pause after a round that answered nobody. */
  maxPauseMs: number
  /** Each round waits this long for company, unless it is full already: for items that nobody waits for. */
  lingerMs?: number
  /** Where items come densely, the first round gathers those of the event loop's whole turn. */
  gathersTurn?: boolean
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

class NaturalBatcher<Item, Result> implements Batcher<Item, Result> {
  private queue: Waiter<Item, Result>[] = []
  private unanswered = 0
  private running = false
  private fruitless = 0
  private lastSize = 0
  private onIdle: (() => void)[] = []

  constructor(private readonly options: Options<Item, Result>) {}

  get size(): number {
    return this.unanswered
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => this.push({ item, rounds: 0, resolve, reject }))
  }

  push(waiter: Waiter<Item, Result>): void {
    if (this.unanswered >= this.options.maxWaiting) {
      waiter.reject(new AppError('overloaded', 'Too many calls are waiting for the database. Try again shortly.'))
      return
    }
    this.unanswered += 1
    this.queue.push(waiter)
    if (this.running) return
    this.running = true
    if (this.options.gathersTurn && this.lastSize > 1) setImmediate(this.begin)
    // One microtask later: items added by the same event share the first statement.
    else queueMicrotask(this.begin)
  }

  idle(): Promise<void> {
    if (this.unanswered === 0) return Promise.resolve()
    return new Promise((resolve) => this.onIdle.push(resolve))
  }

  private readonly begin = (): void => void this.drain()

  private async drain(): Promise<void> {
    while (this.queue.length > 0) {
      if (this.options.lingerMs && this.queue.length < this.options.maxBatch) await sleep(this.options.lingerMs)
      const batch = this.take()
      this.lastSize = batch.length
      const answered = await this.runBatch(batch)
      this.fruitless = answered === 0 ? this.fruitless + 1 : 0
      if (this.fruitless > 0) await this.pause()
    }
    this.running = false
    if (this.unanswered === 0) for (const resolve of this.onIdle.splice(0)) resolve()
  }

  private take(): Waiter<Item, Result>[] {
    if (this.queue.length > this.options.maxBatch) return this.queue.splice(0, this.options.maxBatch)
    const batch = this.queue
    this.queue = []
    return batch
  }

  private pause(): Promise<void> {
    const pauseMs = Math.min(this.options.maxPauseMs, 2 ** Math.min(this.fruitless - 1, 20))
    return sleep(pauseMs)
  }

  private async runBatch(batch: Waiter<Item, Result>[]): Promise<number> {
    let answered = 0
    try {
      const results = await this.options.run(batch)
      for (let index = 0; index < batch.length; index++) {
        const waiter = batch[index]
        if (waiter === undefined) continue
        const result = results[index]
        if (result === undefined || result === again) {
          if (result === again) waiter.rounds += 1
          this.queue.push(waiter)
        } else {
          answered += 1
          waiter.resolve(result)
        }
      }
    } catch (error) {
      answered = batch.length
      for (const waiter of batch) waiter.reject(error)
    }
    this.unanswered -= answered
    return answered
  }
}

/** Gathers items while a statement runs (or lingers) and sends them together in the next one; no timer when idle, bounded. */
export function createBatcher<Item, Result>(options: Options<Item, Result>): Batcher<Item, Result> {
  return new NaturalBatcher(options)
}
