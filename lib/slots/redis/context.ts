import type { StoreLimits } from '../store'
import type { EpochGuard } from './epoch-guard'
import type { ScriptRunner } from './scripts'
import type { SignalDesk } from './signals'

/** What the commands of a Redis store share. */
export type RedisStoreContext = { run: ScriptRunner; desk: SignalDesk; guard: EpochGuard; limits: StoreLimits }
