'use client'

import { useTranslations } from 'next-intl'
import { type Health, HealthDot } from '@/components/pieces/health-dot'
import type { SubscriptionView } from '@/lib/subscriptions'

const healths: Record<SubscriptionView['status'], Health> = {
  active: 'ok',
  past_due: 'waiting',
  cancelled: 'off',
  ended: 'off',
}

/** How a subscription stands; one that was cancelled runs to its period's end. */
export function SubscriptionStatus({ subscription }: { subscription: SubscriptionView }) {
  const t = useTranslations('operator.subscriptions')
  const isEnding = subscription.status === 'active' && subscription.cancelAtPeriodEnd
  const label = isEnding ? t('ending') : t(`statuses.${subscription.status}`)
  return <HealthDot status={isEnding ? 'off' : healths[subscription.status]} label={label} />
}
