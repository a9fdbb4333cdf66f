import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody, Section } from '@/components/layout/section'
import { requireAdmin } from '@/lib/auth'
import { readDrift, readMargin } from '@/lib/margin'
import { listUpstreamAccounts } from '@/lib/upstream-accounts'
import type { ListPageProps } from '../_components/list-page-props'
import { DriftTable } from './_components/drift-table'
import { ImportUsage } from './_components/import-usage'
import { MarginStats } from './_components/margin-stats'
import { MarginTable } from './_components/margin-table'
import { loadMarginFilters } from './search-params'

const shownAccounts = 500
const dayMs = 86_400_000

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('operator.margin')
  return { title: t('title') }
}

const dayText = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 10)

export default async function MarginPage({ searchParams }: ListPageProps) {
  await requireAdmin()
  const { groupBy, days, account } = loadMarginFilters(await searchParams)
  const range = { from: dayText(Date.now() - (Number(days) - 1) * dayMs), to: dayText(Date.now()) }
  const accounts = await listUpstreamAccounts({ limit: shownAccounts })
  const choices = accounts.data.map(({ id, name }) => ({ id, name }))
  const compared = account ?? choices[0]?.id ?? null
  const [t, margin, drift] = await Promise.all([
    getTranslations('operator.margin'),
    readMargin({ ...range, groupBy, ...(account === null ? {} : { accountId: account }) }),
    compared === null ? { data: [] } : readDrift(compared, range),
  ])
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
      />
      <PageBody wide>
        <h2 className="sr-only">{t('total')}</h2>
        <MarginStats total={margin.total} />
        <MarginTable rows={margin.data} accounts={choices} />
        <Section
          title={t('drift.title')}
          description={t('drift.description')}
          action={<ImportUsage accounts={choices} chosen={compared} />}
        >
          <DriftTable rows={drift.data} account={choices.find((each) => each.id === compared)?.name ?? ''} />
        </Section>
      </PageBody>
    </>
  )
}
