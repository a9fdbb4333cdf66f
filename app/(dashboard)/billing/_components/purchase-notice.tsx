import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Spinner } from '@/components/ui/spinner'
import type { Purchase } from '@/lib/billing'
import { formatUsd } from '@/lib/money'

/** What became of the purchase that the customer comes back from; it changes by itself when the payment lands. */
export async function PurchaseNotice({ purchase, planName }: { purchase: Purchase; planName: string }) {
  const t = await getTranslations('billing.purchase')
  const { status, kind, creditedNanoUsd, amountNanoUsd, failure } = purchase
  const isPlan = kind === 'subscription'
  const amount = formatUsd(creditedNanoUsd > 0n ? creditedNanoUsd : amountNanoUsd)
  if (status === 'open' || status === 'pending') {
    return (
      <div role="status" data-purchase={status}>
        <Callout tone="amber" title={t('pendingTitle')} action={<Spinner />}>
          {t(isPlan ? 'pendingPlan' : 'pending', { amount, plan: planName })}
        </Callout>
      </div>
    )
  }
  const isGood = status === 'paid'
  return (
    <div role="status" data-purchase={status}>
      <Callout
        tone={isGood ? 'info' : 'red'}
        title={t(`${status}Title`)}
        action={
          isGood && (
            <Button asChild size="sm">
              <Link href="/overview">{t('next')}</Link>
            </Button>
          )
        }
      >
        {isGood
          ? t(isPlan ? 'paidPlan' : 'paid', { amount, plan: planName })
          : t(failure === 'second_plan' ? 'secondPlan' : status)}
      </Callout>
    </div>
  )
}
