import type { IncomingHttpHeaders } from 'node:http'

export interface SeenRequest {
  readonly id: string
  readonly tag: string | null
  readonly method: string
  /** As it came, with the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

const capacity = 100

/** The last 100 requests with their exact bytes. */
export class LastRequests {
  #seen: SeenRequest[] = []

  add(request: SeenRequest): void {
    this.#seen.push(request)
    if (this.#seen.length > capacity * 2) this.#seen = this.#seen.slice(-capacity)
  }

  find(tag: string | null): SeenRequest | null {
    const oldest = Math.max(0, this.#seen.length - capacity)
    for (let i = this.#seen.length - 1; i >= oldest; i--) {
      const request = this.#seen[i]
      if (request && (tag === null || request.tag === tag)) return request
    }
    return null
  }
}
