/** What really happened to one request, seen from the provider's side. */
export interface ServedRecord {
  readonly n: number
  readonly id: string
  readonly at: string
  readonly endedAt: string
  readonly apiKey: string | null
  readonly method: string
  readonly path: string
  readonly model: string | null
  readonly tag: string | null
  readonly stream: boolean
  readonly inputTokens: number
  readonly cachedTokens: number
  readonly cacheWrite5mTokens: number
  readonly cacheWrite1hTokens: number
  /** Tokens written before the end, reasoning included. */
  readonly outputTokens: number
  readonly reasoningTokens: number
  readonly bytes: number
  readonly status: number
  readonly end: 'complete' | 'aborted' | 'cut' | 'fault'
  readonly fault: string | null
}

const capacity = 200_000

/** A ring of the last 200 000 requests, numbered from 1 in the order of their ends. */
export class ServedLog {
  #ring: ServedRecord[] = []
  #next = 1

  get lastNumber(): number {
    return this.#next - 1
  }

  add(record: Omit<ServedRecord, 'n'>): void {
    const n = this.#next++
    this.#ring[(n - 1) % capacity] = { n, ...record }
  }

  *after(n: number): Generator<ServedRecord> {
    const first = Math.max(Number.isFinite(n) ? Math.floor(n) + 1 : 1, this.#next - capacity, 1)
    const last = this.lastNumber
    for (let i = first; i <= last; i++) {
      const record = this.#ring[(i - 1) % capacity]
      if (record && record.n === i) yield record
    }
  }

  clear(): void {
    this.#ring = []
  }
}
