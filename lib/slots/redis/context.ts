import type { RedisKey } from '../../redis'
import type { StoreLimits } from '../store'
import type { Batches } from './batches'
import type { EpochGuard } from './epoch-guard'
import type { Reply, ScriptName, ScriptRunner } from './scripts'
import type { SignalDesk } from './signals'

/** What the commands of a Redis store share. */
export type RedisStoreContext = {
  run: ScriptRunner
  /** Runs a script that looks at the epoch mark first; throws StoreUnavailableError when the memory is another one. */
  runMarked: (name: ScriptName, base: RedisKey, command: object) => Promise<Reply[]>
  batches: Batches
  desk: SignalDesk
  guard: EpochGuard
  limits: StoreLimits
}

/** Runs scripts that do nothing in a memory other than the one this process's leases are in, at no further round trip. */
export function createMarkedRunner(run: ScriptRunner, guard: EpochGuard): RedisStoreContext['runMarked'] {
  return async (name, base, command) => {
    const { key, epoch } = guard.mark(base)
    const reply = await run(name, [base, key], { ...command, epoch })
    if (reply[0] === 0) throw guard.lost()
    return reply
  }
}
