import { CheckIcon } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { PlanFacts } from '@/app/_plans/plan-facts'
import { Button } from '@/components/ui/button'
import { Card, CardContent } from '@/components/ui/card'
import { listPlansForSale } from '@/lib/plans'
import { featuredPrices } from '../_components/featured-prices'
import { PriceTable } from '../models/_components/price-table'

const points = ['tokens', 'hold', 'failed', 'caps', 'receipt'] as const

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('site.pricing')
  return { title: t('title'), description: t('lead') }
}

export default async function PricingPage() {
  const [t, plan, prices, plans] = await Promise.all([
    getTranslations('site.pricing'),
    getTranslations('billing.plan'),
    featuredPrices(),
    listPlansForSale(),
  ])
  return (
    <div className="mx-auto flex w-full max-w-[1264px] flex-col gap-10 px-4 pt-10 pb-20 md:px-8 lg:pt-14">
      <header className="flex flex-col gap-2">
        <h1 className="font-semibold text-2xl tracking-tight">{t('title')}</h1>
        <p className="max-w-2xl text-base text-ink-soft leading-7">{t('lead')}</p>
      </header>
      {plans.length > 0 && (
        <section aria-labelledby="plans" className="flex flex-col gap-4">
          <h2 id="plans" className="font-semibold text-base">
            {t('plans')}
          </h2>
          <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {plans.map((each) => (
              <li key={each.id} className="flex">
                <Card className="flex min-w-0 flex-1 flex-col gap-4 p-5">
                  <h3 className="font-semibold text-base">{each.name}</h3>
                  <PlanFacts plan={each} />
                  <Button asChild>
                    <Link href="/billing">{plan('start', { plan: each.name })}</Link>
                  </Button>
                </Card>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className="grid gap-8 lg:grid-cols-[20rem_1fr]">
        <Card className="self-start">
          <CardContent className="flex flex-col gap-5 p-6">
            <div className="flex flex-col gap-1">
              <h2 className="font-semibold text-base">{t('payg')}</h2>
              <p className="text-ink-soft text-sm">{t('paygLead')}</p>
            </div>
            <div aria-hidden className="lane-marking" />
            <ul className="flex flex-col gap-2 text-sm">
              {points.map((point) => (
                <li key={point} className="flex gap-2">
                  <CheckIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-soft" />
                  {t(`points.${point}`)}
                </li>
              ))}
            </ul>
            <Button asChild variant="primary">
              <Link href="/sign-up">{t('start')}</Link>
            </Button>
          </CardContent>
        </Card>
        <section aria-labelledby="prices" className="flex min-w-0 flex-col gap-4">
          <div className="flex items-baseline justify-between gap-4">
            <h2 id="prices" className="font-semibold text-base">
              {t('from')}
            </h2>
            <Button asChild variant="link">
              <Link href="/models">{t('all')}</Link>
            </Button>
          </div>
          <PriceTable prices={prices} compact />
        </section>
      </div>
    </div>
  )
}
