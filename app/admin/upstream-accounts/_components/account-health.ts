import type { Health } from '@/components/pieces/health-dot'
import type { LiveAccount } from '@/lib/operations'
import type { UpstreamAccountView } from '@/lib/upstream-accounts'

export type AccountCondition =
  | 'open'
  | 'cooldown'
  | 'breaker'
  | 'probing'
  | 'draining'
  | 'disabled'
  | 'error'
  | 'expired'

export type AccountHealth = {
  condition: AccountCondition
  health: Health
  reason: string | null
  since: string | null
  until: string | null
}

const healths: Record<AccountCondition, Health> = {
  open: 'ok',
  cooldown: 'waiting',
  breaker: 'waiting',
  probing: 'waiting',
  draining: 'waiting',
  disabled: 'off',
  error: 'broken',
  expired: 'broken',
}

/** What an account is like now: what the operator set comes first, then what its calls have shown. */
export function accountHealth(account: UpstreamAccountView, live: LiveAccount | undefined): AccountHealth {
  const stored = storedCondition(account.status)
  const condition = stored ?? liveCondition(live)
  const told = stored === null ? live : undefined
  return {
    condition,
    health: healths[condition],
    reason: told?.reason ?? (condition === 'error' ? account.statusReason : null),
    since: told?.since ?? account.statusSince,
    until: told?.until ?? (condition === 'expired' ? account.expiresAt : null),
  }
}

function storedCondition(status: UpstreamAccountView['status']): AccountCondition | null {
  return status === 'active' ? null : status
}

function liveCondition(live: LiveAccount | undefined): AccountCondition {
  switch (live?.state) {
    case 'cooldown':
      return 'cooldown'
    case 'breaker_open':
      return 'breaker'
    case 'probing':
      return 'probing'
    default:
      return 'open'
  }
}
