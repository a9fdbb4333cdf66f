import { pool } from '../db/pg'
import { logger } from '../logger'
import { shared } from '../process-state'

const writeEveryMs = 60_000
const flushDelayMs = 2_000
const maxKeys = 100_000

type State = { notedAtMs: Map<string, number>; pending: Set<string>; timer: NodeJS.Timeout | null }

const state = shared<State>('keys-last-used', () => ({ notedAtMs: new Map(), pending: new Set(), timer: null }))

/** Writes the waiting last-used marks, all in one statement. */
export async function flushLastUsed(): Promise<void> {
  const own = state()
  if (own.timer) clearTimeout(own.timer)
  own.timer = null
  if (own.pending.size === 0) return
  const ids = [...own.pending]
  own.pending.clear()
  await pool().query('UPDATE api_keys SET last_used_at = now() WHERE id = ANY($1)', [ids])
}

/** Notes that a key was used just now; written at most once a minute per key, off the request's path. */
export function noteKeyUsed(keyId: string, nowMs: number = Date.now()): void {
  const own = state()
  if (nowMs - (own.notedAtMs.get(keyId) ?? 0) < writeEveryMs) return
  if (own.notedAtMs.size >= maxKeys) own.notedAtMs.clear()
  own.notedAtMs.set(keyId, nowMs)
  own.pending.add(keyId)
  own.timer ??= setTimeout(() => {
    flushLastUsed().catch((error: unknown) => {
      // Only a display column: the next use within a minute writes it again.
      logger().warn({ error: String(error) }, 'last-used marks could not be written')
    })
  }, flushDelayMs).unref()
}
