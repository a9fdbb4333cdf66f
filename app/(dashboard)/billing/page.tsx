import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import type { SearchParams } from 'nuqs/server'
import { Suspense } from 'react'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody, Section } from '@/components/layout/section'
import { Skeleton } from '@/components/ui/skeleton'
import { requireUser } from '@/lib/auth'
import { AutoTopUpForm } from './_components/auto-top-up-form'
import { BalanceSlip } from './_components/balance-slip'
import { BillingLive } from './_components/billing-live'
import { BuyCredit } from './_components/buy-credit'
import { CurrentPlan } from './_components/current-plan'
import { InvoicesTable } from './_components/invoices-table'
import { loadBilling } from './_components/load-billing'
import { MonthLinks } from './_components/month-links'
import { monthOf, readMonth } from './_components/months'
import { PlanCards } from './_components/plan-cards'
import { PortalButton } from './_components/portal-button'
import { PurchaseNotice } from './_components/purchase-notice'
import { PurchasesTable } from './_components/purchases-table'
import { RedeemForm } from './_components/redeem-form'
import { StatementTable } from './_components/statement-table'
import { TestModeBanner } from './_components/test-mode-banner'
import { loadBillingParams } from './search-params'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('billing')
  return { title: t('title') }
}

export default async function BillingPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const user = await requireUser('/billing')
  const [t, params] = await Promise.all([getTranslations('billing'), loadBillingParams(searchParams)])
  const current = monthOf(new Date(), user.timezone)
  const month = readMonth(params.month, current)
  const data = await loadBilling(user, { month, purchase: params.purchase })
  const canBuy = data.mode !== 'off'
  const isWaiting = data.purchase?.status === 'open' || data.purchase?.status === 'pending'
  return (
    <>
      <BillingLive isWaiting={isWaiting} />
      <PageHeader title={t('title')} crumbs={[{ label: t('title') }]} description={t('description')} />
      <PageBody>
        <TestModeBanner mode={data.mode} />
        {data.purchase && <PurchaseNotice purchase={data.purchase} planName={data.boughtPlanName} />}
        <div className="grid items-start gap-4 lg:grid-cols-[1.4fr_1fr]">
          <div className="flex min-w-0 flex-col gap-4">
            <BalanceSlip balance={data.balance} timezone={user.timezone} />
            <RedeemForm />
          </div>
          {canBuy && <BuyCredit least={data.least} most={data.most} />}
        </div>
        {(data.plans.length > 0 || data.progress) && (
          <Section title={t('plan.title')} description={t('plan.description')}>
            {data.progress && (
              <CurrentPlan progress={data.progress} nextPlanName={data.nextPlanName} timezone={user.timezone} />
            )}
            <PlanCards
              plans={data.plans}
              current={data.current}
              currentPlan={data.currentPlan}
              timezone={user.timezone}
              canBuy={canBuy}
            />
          </Section>
        )}
        {canBuy && <AutoTopUpForm {...data.autoTopUp} />}
        <Section title={t('purchases.title')}>
          <PurchasesTable purchases={data.purchases} />
        </Section>
        {canBuy && (
          <Section title={t('invoices.title')} action={<PortalButton />}>
            <Suspense fallback={<Skeleton className="h-24 w-full" />}>
              <InvoicesTable userId={user.id} />
            </Suspense>
          </Section>
        )}
        <Section title={t('statement.title')} action={<MonthLinks month={month} current={current} />}>
          <StatementTable statement={data.statement} isCurrent={month === current} />
        </Section>
      </PageBody>
    </>
  )
}
