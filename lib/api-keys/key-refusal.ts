import type { KeyAccess, KeyRefusal } from './types'

const isOver = (untilMs: number | null, nowMs: number) => untilMs !== null && untilMs <= nowMs

/** Why a known key may not call now, the first reason in the order in which callers are told; null when it may. */
export function keyRefusal(access: KeyAccess, mayCallFromHere: () => boolean): KeyRefusal | null {
  const nowMs = Date.now()
  if (access.revoked || access.disabled || access.userStatus === 'deleted') return 'key_revoked'
  if (isOver(access.expiresAtMs, nowMs) || isOver(access.secretValidUntilMs, nowMs)) return 'key_expired'
  if (!mayCallFromHere()) return 'address_not_allowed'
  return access.userStatus === 'suspended' ? 'user_suspended' : null
}
