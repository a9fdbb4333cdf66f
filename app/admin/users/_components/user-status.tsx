'use client'

import { useTranslations } from 'next-intl'
import { HealthDot } from '@/components/pieces/health-dot'
import type { UserView } from '@/lib/users'

/** Whether a person may call and sign in, and what to look at when something is odd. */
export function UserStatus({ user }: { user: UserView }) {
  const t = useTranslations('admin.users')
  if (user.status === 'suspended') {
    return <HealthDot status="broken" label={t('statuses.suspended')} reason={t('reasons.suspended')} />
  }
  if (user.status === 'deleted') return <HealthDot status="off" label={t('statuses.deleted')} />
  if (user.lossFlaggedAt) {
    return <HealthDot status="waiting" label={t('flagged')} reason={t('reasons.flagged')} since={user.lossFlaggedAt} />
  }
  if (!user.emailVerifiedAt) {
    return <HealthDot status="waiting" label={t('unverified')} reason={t('reasons.unverified')} />
  }
  return <HealthDot status="ok" label={t('statuses.active')} />
}
