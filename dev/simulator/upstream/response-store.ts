import type { JsonObject } from '../json'
import type { Answer } from './answer'

/** What GET /v1/responses/{id} needs to say it all again. */
export interface StoredResponse {
  readonly id: string
  readonly createdAt: number
  readonly body: JsonObject
  readonly answer: Answer
  /** Background responses are done only then. */
  readonly readyAtMs: number
  cancelled: boolean
}

const storedMax = 5000

/** Responses by API key and id; the oldest are forgotten. */
export class ResponseStore {
  readonly #stored = new Map<string, StoredResponse>()

  put(apiKey: string, response: StoredResponse): void {
    if (this.#stored.size >= storedMax) {
      for (const oldest of this.#stored.keys()) {
        this.#stored.delete(oldest)
        break
      }
    }
    this.#stored.set(`${apiKey}|${response.id}`, response)
  }

  find(apiKey: string, id: string): StoredResponse | null {
    return this.#stored.get(`${apiKey}|${id}`) ?? null
  }

  remove(apiKey: string, id: string): boolean {
    return this.#stored.delete(`${apiKey}|${id}`)
  }
}
