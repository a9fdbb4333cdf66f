import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader } from '@/components/ui/card'
import type { subscriptionProgress } from '@/lib/subscriptions'
import { AllowanceBars } from '../../_components/allowance-bars'

type PlanProgress = NonNullable<Awaited<ReturnType<typeof subscriptionProgress>>>

/** How much of each of the plan's windows is used, and when it starts anew. */
export async function AllowanceCard({ plan, timezone }: { plan: PlanProgress; timezone: string }) {
  const t = await getTranslations('overview.allowance')
  return (
    <Card className="min-w-0">
      <CardHeader
        title={t('title', { plan: plan.subscription.planName })}
        action={
          <Button asChild size="sm" variant="ghost">
            <Link href="/billing">{t('manage')}</Link>
          </Button>
        }
      />
      <CardContent>
        <AllowanceBars windows={plan.windows} timezone={timezone} />
      </CardContent>
    </Card>
  )
}
