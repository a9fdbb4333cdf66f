import { getFormatter, getTranslations } from 'next-intl/server'
import { PlanFacts } from '@/app/_plans/plan-facts'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import type { PlanView } from '@/lib/plans'
import type { SubscriptionView } from '@/lib/subscriptions'
import { actOf } from './plan-act'
import { PlanButton } from './plan-button'

type PlanCardsProps = {
  plans: readonly PlanView[]
  current: SubscriptionView | null
  currentPlan: PlanView | null
  timezone: string
  canBuy: boolean
}

/** The plans for sale, each with what it gives and the one thing to do with it. */
export async function PlanCards({ plans, current, currentPlan, timezone, canBuy }: PlanCardsProps) {
  const [t, format] = await Promise.all([getTranslations('billing.plan'), getFormatter()])
  const end = current ? format.dateTime(new Date(current.periodEnd), { dateStyle: 'medium', timeZone: timezone }) : ''
  return (
    <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
      {plans.map((plan) => {
        const isCurrent = plan.id === current?.planId
        const act = canBuy ? actOf(plan, current, currentPlan) : null
        return (
          <li key={plan.id} className="flex">
            <Card className="flex min-w-0 flex-1 flex-col gap-4 p-5" data-plan={plan.name}>
              <div className="flex min-h-6 items-start justify-between gap-3">
                <h3 className="font-semibold text-base">{plan.name}</h3>
                {isCurrent && <Badge tone="strong">{t('yours')}</Badge>}
                {plan.id === current?.nextPlanId && <Badge tone="amber">{t('from', { date: end })}</Badge>}
              </div>
              <PlanFacts plan={plan} />
              {act ? (
                <PlanButton
                  act={act}
                  planId={plan.id}
                  planName={plan.name}
                  subscriptionId={current?.id ?? null}
                  periodEnd={end}
                />
              ) : (
                current?.stripeSubscriptionId &&
                !isCurrent &&
                plan.id !== current.nextPlanId && <p className="text-ink-soft text-xs">{t('otherInterval')}</p>
              )}
            </Card>
          </li>
        )
      })}
    </ul>
  )
}
