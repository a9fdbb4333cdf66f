import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Progress } from '@/components/ui/progress'
import type { subscriptionProgress } from '@/lib/subscriptions'

type PlanProgress = NonNullable<Awaited<ReturnType<typeof subscriptionProgress>>>

/** Thousandths of a dollar's billionth are nothing a bar could show. */
const shown = (nanoUsd: bigint) => Number(nanoUsd / 1_000n)

/** How much of each of the plan's windows is used, and when it starts anew. */
export async function AllowanceCard({ plan }: { plan: PlanProgress }) {
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
      <ul className="grid gap-x-8 gap-y-4 p-4 sm:grid-cols-[repeat(auto-fit,minmax(14rem,1fr))]">
        {plan.windows.map((window) => (
          <li key={window.kind} className="flex flex-col gap-1.5">
            <p className="flex items-baseline justify-between gap-3 text-sm">
              <span className="font-medium">{t(window.kind)}</span>
              <span className="text-ink-soft text-xs tabular-nums">
                <Money nanoUsd={window.usedNanoUsd} /> {t('of')} <Money nanoUsd={window.limitNanoUsd} />
              </span>
            </p>
            <Progress
              warn
              label={t('label', { window: t(window.kind) })}
              value={shown(window.usedNanoUsd)}
              max={shown(window.limitNanoUsd)}
            />
            <p className="flex flex-wrap justify-between gap-x-3 text-ink-soft text-xs">
              <span>
                {t('resets')} <RelativeTime at={window.resetsAt} />
              </span>
              {window.heldNanoUsd > 0n && (
                <span>
                  <Money nanoUsd={window.heldNanoUsd} /> {t('held')}
                </span>
              )}
            </p>
          </li>
        ))}
        {plan.windows.length === 0 && <li className="text-ink-soft text-sm">{t('none')}</li>}
      </ul>
    </Card>
  )
}
