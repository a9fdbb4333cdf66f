import type { Metadata } from 'next'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import type { SearchParams } from 'nuqs/server'
import { StackedChart } from '@/components/charts/stacked-chart'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader } from '@/components/ui/card'
import { pageContext, requireUser } from '@/lib/auth'
import { LiveRefresh } from '../_components/live-refresh'
import { AllowanceCard } from './_components/allowance-card'
import { FirstSteps } from './_components/first-steps'
import { KeyTotalsTable } from './_components/key-totals-table'
import { LanesCard } from './_components/lanes-card'
import { loadOverview } from './_components/load-overview'
import { prepareSeries } from './_components/prepare-series'
import { RangeLinks } from './_components/range-links'
import { RecentRequests } from './_components/recent-requests'
import { StatCards } from './_components/stat-cards'
import { loadOverviewParams, stepsOf } from './search-params'

const topModels = 6
const recentShown = 8
const refreshSeconds = 10

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('overview')
  return { title: t('title') }
}

export default async function OverviewPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const user = await requireUser('/overview')
  const [t, ctx, params] = await Promise.all([
    getTranslations('overview'),
    pageContext(user),
    loadOverviewParams(searchParams),
  ])
  const steps = stepsOf[params.range]
  const by = steps.find((step) => step === params.by) ?? steps[0]
  const data = await loadOverview(ctx, user, params.range, by)
  const spend = prepareSeries(data.byModel, data.starts, (point) => Number(point.chargedNanoUsd), topModels)
  return (
    <>
      <LiveRefresh seconds={refreshSeconds} />
      <PageHeader
        title={t('title')}
        crumbs={[{ label: t('title') }]}
        aside={<RangeLinks range={params.range} by={by} />}
      />
      <PageBody className="gap-4">
        {!data.hasCalled && <FirstSteps user={user} data={data} />}
        <LanesCard live={data.live} lanes={data.lanes} />
        {data.plan && <AllowanceCard plan={data.plan} timezone={user.timezone} />}
        <StatCards data={data} spend={spend} />
        <div className="grid gap-4 xl:grid-cols-[1.5fr_1fr]">
          <Card className="min-w-0 overflow-hidden">
            <CardHeader title={t('byModel.title')} />
            <CardContent>
              <StackedChart
                label={t('byModel.title')}
                points={spend.points}
                series={spend.series}
                unit="usd"
                granularity={by === '15min' ? 'minute' : by === 'week' ? 'day' : by}
              />
            </CardContent>
          </Card>
          <Card className="min-w-0 self-start">
            <CardHeader title={t('byKey.title')} />
            <KeyTotalsTable rows={data.byKey} />
          </Card>
        </div>
        <Card className="min-w-0">
          <CardHeader
            title={t('recent.title')}
            action={
              <Button asChild size="sm" variant="ghost">
                <Link href="/usage">{t('recent.all')}</Link>
              </Button>
            }
          />
          <RecentRequests records={data.recent.slice(0, recentShown)} keyNames={data.keyNames} />
        </Card>
      </PageBody>
    </>
  )
}
