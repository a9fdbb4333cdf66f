import type { JsonObject } from '../../json'
import type { StripeContext } from '../events'

/** One call of the API: the parameters, the ids of the path in order, and the path itself. */
export interface ApiCall {
  readonly context: StripeContext
  readonly params: JsonObject
  readonly ids: readonly string[]
  readonly path: string
}

export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** `:id` stands for one id. */
  readonly path: string
  readonly handle: (call: ApiCall) => object
}

export function firstId(call: ApiCall): string {
  return call.ids[0] ?? ''
}
