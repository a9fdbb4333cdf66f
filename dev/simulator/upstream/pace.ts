import { type JsonObject, numberAt } from '../json'

/** How fast answers flow: `firstTokenMs` before the first token, `tokenMs` before each further one. */
export interface Pace {
  readonly tokenMs: number
  readonly firstTokenMs: number
}

const paceMaxMs = 600_000

function bounded(value: number | null, otherwise: number): number {
  return value === null ? otherwise : Math.min(Math.max(value, 0), paceMaxMs)
}

/** `base` with what `wishes` says about tokenMs and firstTokenMs. */
export function paceFrom(base: Pace, wishes: JsonObject, prefix = ''): Pace {
  return {
    tokenMs: bounded(numberAt(wishes, `${prefix}${prefix ? 'token_ms' : 'tokenMs'}`), base.tokenMs),
    firstTokenMs: bounded(
      numberAt(wishes, `${prefix}${prefix ? 'first_token_ms' : 'firstTokenMs'}`),
      base.firstTokenMs,
    ),
  }
}
