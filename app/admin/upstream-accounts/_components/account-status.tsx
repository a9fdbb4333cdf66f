'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import { toast } from 'sonner'
import { HealthDot } from '@/components/pieces/health-dot'
import { Button } from '@/components/ui/button'
import type { UpstreamAccountView } from '@/lib/upstream-accounts'
import { Countdown } from '../../_components/countdown'
import { useMay } from '../../_components/staff'
import { useRun } from '../../_components/use-run'
import { clearCooldown, updateAccount } from '../actions'
import type { AccountHealth } from './account-health'

type AccountStatusProps = {
  account: UpstreamAccountView
  health: AccountHealth
  /** Calls that run on it now; undefined until the live numbers arrive. */
  running: number | undefined
}

/** How an account is, why, for how long, and the one click that changes it. */
export function AccountStatus({ account, health, running }: AccountStatusProps) {
  const t = useTranslations('admin.accounts')
  const { run, pending } = useRun()
  const { condition } = health
  const remedies = {
    clear: () => run(() => clearCooldown({ id: account.id }), t('done.cleared', { name: account.name })),
    forget: () =>
      run(() => updateAccount({ id: account.id, status: 'active' }), t('done.reactivated', { name: account.name })),
    enable: () =>
      run(() => updateAccount({ id: account.id, enabled: true }), t('done.enabled', { name: account.name })),
  }
  const may = useMay('admin')
  const remedy = may ? remedyOf(condition) : null
  return (
    <span className="flex items-center gap-2">
      <HealthDot
        status={health.health}
        label={t(`conditions.${condition}`)}
        reason={condition === 'open' ? undefined : (health.reason ?? t(`reasons.${condition}`))}
        since={condition === 'open' ? null : health.since}
        until={health.until}
        action={
          remedy && (
            <Button size="sm" onClick={remedies[remedy]} disabled={pending}>
              {t(`remedies.${remedy}`)}
            </Button>
          )
        }
      />
      {(condition === 'draining' || condition === 'disabled') && running !== undefined && (
        <StillRunning name={account.name} running={running} quietAtZero={condition === 'disabled'} />
      )}
      {health.until && condition !== 'expired' && <Countdown until={health.until} className="text-amber" />}
    </span>
  )
}

type StillRunningProps = { name: string; running: number; quietAtZero: boolean }

/** How many calls an account that takes no new ones still has, and word when the last one has finished. */
function StillRunning({ name, running, quietAtZero }: StillRunningProps) {
  const t = useTranslations('admin.accounts')
  const last = useRef(running)
  useEffect(() => {
    if (last.current > 0 && running === 0) toast.success(t('done.drained', { name }))
    last.current = running
  }, [running, name, t])
  if (running === 0 && quietAtZero) return null
  return (
    <span data-still-running={running} className="whitespace-nowrap text-ink-soft text-xs tabular-nums">
      {t('stillRunning', { running })}
    </span>
  )
}

function remedyOf(condition: AccountHealth['condition']): 'clear' | 'forget' | 'enable' | null {
  switch (condition) {
    case 'cooldown':
    case 'breaker':
      return 'clear'
    case 'error':
      return 'forget'
    case 'disabled':
      return 'enable'
    default:
      return null
  }
}
