/** Where a flow takes the time from: injected, so that tests move it. `now()` is milliseconds since 1970 (UTC). */
export type Clock = { now(): number }

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() }
