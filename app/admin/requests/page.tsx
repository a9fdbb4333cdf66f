import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { cursorHref } from '@/components/data-table/cursor-href'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { requireAdmin } from '@/lib/auth'
import { isId } from '@/lib/ids'
import { lookUpNames } from '@/lib/operations'
import { listUpstreamAccounts } from '@/lib/upstream-accounts'
import { listUsageRecords, usageRecordJson } from '@/lib/usage'
import type { ListPageProps } from '../_components/list-page-props'
import { readFilter } from './_components/read-filter'
import { RequestsTable } from './_components/requests-table'
import { loadRequestFilters } from './search-params'

const shownAccounts = 500

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.requests')
  return { title: t('title') }
}

export default async function RequestsPage({ searchParams }: ListPageProps) {
  await requireAdmin()
  const parameters = await searchParams
  const filters = loadRequestFilters(parameters)
  const requestId = filters.search.trim()
  if (isId('request', requestId)) redirect(`/admin/requests/${requestId}`)
  const [t, page, accounts] = await Promise.all([
    getTranslations('admin.requests'),
    listUsageRecords({ ...(await readFilter(filters)), cursor: filters.cursor }),
    listUpstreamAccounts({ limit: shownAccounts }),
  ])
  const userIds = [...new Set(page.data.map((record) => record.userId))]
  const names = await lookUpNames({ userIds, keyIds: filters.key === null ? [] : [filters.key] })
  const href = (to: string | null) => cursorHref('/admin/requests', parameters, to)
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
      />
      <PageBody wide>
        <RequestsTable
          records={page.data.map(usageRecordJson)}
          names={names}
          accounts={accounts.data.map(({ id, name }) => ({ id, name }))}
          pagination={{
            nextHref: page.nextCursor === null ? null : href(page.nextCursor),
            firstHref: filters.cursor === null ? null : href(null),
          }}
        />
      </PageBody>
    </>
  )
}
