import { getFormatter, getTranslations } from 'next-intl/server'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import type { SubscriptionProgress } from '@/lib/subscriptions'
import { AllowanceBars } from '../../_components/allowance-bars'

type CurrentPlanProps = { progress: SubscriptionProgress; nextPlanName: string | null; timezone: string }

/** The running plan: what is left of its allowance, and what happens at the end of its period. */
export async function CurrentPlan({ progress, nextPlanName, timezone }: CurrentPlanProps) {
  const [t, format] = await Promise.all([getTranslations('billing.plan'), getFormatter()])
  const { subscription, windows } = progress
  const date = format.dateTime(new Date(subscription.periodEnd), { dateStyle: 'medium', timeZone: timezone })
  const state = subscription.cancelAtPeriodEnd ? 'ends' : subscription.status === 'past_due' ? 'pastDue' : 'renews'
  return (
    <Card className="flex flex-col gap-5 p-5" data-testid="current-plan">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h3 className="font-semibold text-base">{subscription.planName}</h3>
        <p className="flex items-center gap-2 text-ink-soft text-sm">
          {state !== 'renews' && <Badge tone={state === 'ends' ? 'amber' : 'red'}>{t(`badge.${state}`)}</Badge>}
          {nextPlanName === null ? t(state, { date }) : t('changes', { date, plan: nextPlanName })}
        </p>
      </div>
      <AllowanceBars windows={windows} timezone={timezone} />
    </Card>
  )
}
