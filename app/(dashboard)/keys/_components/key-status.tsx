'use client'

import { useTranslations } from 'next-intl'
import { type Health, HealthDot } from '@/components/pieces/health-dot'
import type { KeyRow } from './key-row'

const health: Record<KeyRow['status'], Health> = { active: 'ok', disabled: 'off', expired: 'waiting', revoked: 'off' }

/** Whether the key works, since when it doesn't, and until when its old secret still does. */
export function KeyStatus({ row }: { row: KeyRow }) {
  const t = useTranslations('keys')
  const label = t(`status.${row.status}`)
  if (row.status === 'active') {
    return row.previousValidUntil ? (
      <HealthDot status="ok" label={label} reason={t('statusReason.rotating')} until={row.previousValidUntil} />
    ) : (
      <HealthDot status="ok" label={label} />
    )
  }
  const since = { disabled: row.disabledAt, expired: row.expiresAt, revoked: row.revokedAt }[row.status]
  return <HealthDot status={health[row.status]} label={label} reason={t(`statusReason.${row.status}`)} since={since} />
}
