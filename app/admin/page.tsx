import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody, Section } from '@/components/layout/section'
import { requireAdmin } from '@/lib/auth'
import { trialBalance } from '@/lib/ledger'
import { readLive, readOverview } from '@/lib/operations'
import { listUpstreamAccounts } from '@/lib/upstream-accounts'
import { LiveMark } from './_components/live-mark'
import { BooksCard } from './_components/overview/books-card'
import { LiveStats } from './_components/overview/live-stats'
import { TopList } from './_components/overview/top-list'
import { TrafficChart } from './_components/overview/traffic-chart'
import { TroubleList } from './_components/overview/trouble-list'

const shownAccounts = 500

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.overview')
  return { title: t('title') }
}

export default async function AdminOverviewPage() {
  await requireAdmin()
  const [t, live, overview, books, accounts] = await Promise.all([
    getTranslations('admin.overview'),
    readLive(),
    readOverview(),
    trialBalance(),
    listUpstreamAccounts({ limit: shownAccounts }),
  ])
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
        aside={<LiveMark />}
      />
      <PageBody>
        <h2 className="sr-only">{t('now')}</h2>
        <LiveStats initial={live} />
        <div className="grid gap-8 lg:grid-cols-2">
          <TroubleList accounts={accounts.data} initial={live} />
          <BooksCard books={books} />
        </div>
        <Section title={t('chart.title')} description={t('chart.description')}>
          <TrafficChart hours={overview.hours} now={live.at} />
        </Section>
        <div className="grid gap-8 lg:grid-cols-2">
          <TopList title={t('top.customers')} entries={overview.topCustomers} kind="customer" />
          <TopList title={t('top.models')} entries={overview.topModels} kind="model" />
        </div>
      </PageBody>
    </>
  )
}
