import type { KeyAccess } from '../api-keys'
import { settings } from '../settings'
import type { CustomerScope, RateWindow } from '../slots'

/** What a key's calls count against, made once. */
type KeyLimits = {
  /** The rate windows that user, plan or key set; none by default. Tokens cost what each call reserves. */
  readonly windows: readonly RateWindow[]
  readonly requestWindows: readonly RateWindow[]
  readonly scopes: readonly CustomerScope[]
  readonly unbilledScopes: readonly CustomerScope[]
}

const known = new WeakMap<KeyAccess, KeyLimits>()

function makeLimits(access: KeyAccess, unbilledLimit: number): KeyLimits {
  const windows: RateWindow[] = []
  const add = (scope: 'key' | 'user', id: string, unit: 'requests' | 'tokens', limit: number | null) => {
    const cost = unit === 'requests' ? 1 : 0
    if (limit !== null && limit > 0) windows.push({ scope, id, unit, limitPerMinute: limit, cost })
  }
  add('user', access.userId, 'requests', access.userRequestsPerMinute)
  add('key', access.keyId, 'requests', access.keyRequestsPerMinute)
  add('user', access.userId, 'tokens', access.userTokensPerMinute)
  add('key', access.keyId, 'tokens', access.keyTokensPerMinute)
  return {
    windows,
    requestWindows: windows.filter((window) => window.unit === 'requests'),
    scopes: [
      { kind: 'user', id: access.userId, limit: access.userConcurrencyLimit },
      { kind: 'key', id: access.keyId, limit: access.keyConcurrencyLimit ?? 0 },
    ],
    unbilledScopes: [{ kind: 'key', id: `${access.keyId}/unbilled`, limit: unbilledLimit }],
  }
}

/** The scopes and windows of a key's calls; the same lists for all of them, since the slot store looks at a list once. */
export function limitsOf(access: KeyAccess): KeyLimits {
  const unbilledLimit = settings().countTokensConcurrency
  let limits = known.get(access)
  if (limits === undefined || limits.unbilledScopes[0]?.limit !== unbilledLimit) {
    limits = makeLimits(access, unbilledLimit)
    known.set(access, limits)
  }
  return limits
}
