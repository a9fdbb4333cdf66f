import type { Counter, Histogram } from 'prom-client'

/** Observations that wait until they are handed to their histogram together. */
const kept = 256

/**
 * A counter with its labels: going up is one addition. prom-client looks its labels up by a text made of them each time,
 * so what was counted is handed over when metrics are read (`handOver` belongs in the counter's `collect`).
 */
export class Tally<L extends string> {
  private count = 0

  constructor(private readonly labels: Readonly<Record<L, string>>) {}

  add(count: number): void {
    this.count += count
  }

  handOver(counter: Counter<L>): void {
    if (this.count > 0) counter.inc({ ...this.labels }, this.count)
    this.count = 0
  }
}

/** The same for the values of a histogram, at most a few hundred of which wait. */
export class Observations<L extends string> {
  private readonly values = new Float64Array(kept)
  private size = 0

  constructor(
    private readonly labels: Readonly<Record<L, string>>,
    private readonly histogram: () => Histogram<L>,
  ) {}

  add(value: number): void {
    if (this.size === kept) this.handOver()
    this.values[this.size++] = value
  }

  handOver(): void {
    const histogram = this.histogram()
    const labels = { ...this.labels }
    for (let at = 0; at < this.size; at++) histogram.observe(labels, this.values[at] ?? 0)
    this.size = 0
  }
}

/** One value for each name, made at its first use: the names are a closed list (protocols, ends, accounts). */
export class ByName<T> {
  private readonly all = new Map<string, T>()
  private lastName: string | null = null
  private last: T | null = null

  constructor(private readonly make: (name: string) => T) {}

  of(name: string): T {
    // Most calls are like the one before.
    if (name === this.lastName && this.last !== null) return this.last
    let found = this.all.get(name)
    if (found === undefined) {
      found = this.make(name)
      this.all.set(name, found)
    }
    this.lastName = name
    this.last = found
    return found
  }

  values(): Iterable<T> {
    return this.all.values()
  }
}
