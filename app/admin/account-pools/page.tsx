import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { listAccountPools } from '@/lib/account-pools'
import { requireAdmin } from '@/lib/auth'
import { listUpstreamAccounts } from '@/lib/upstream-accounts'
import type { ListPageProps } from '../_components/list-page-props'
import { LiveMark } from '../_components/live-mark'
import { AddPool } from './_components/add-pool'
import { PoolsTable } from './_components/pools-table'
import { loadPoolFilters } from './search-params'

const shownRows = 500

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.pools')
  return { title: t('title') }
}

export default async function AccountPoolsPage({ searchParams }: ListPageProps) {
  await requireAdmin()
  const filters = await loadPoolFilters(searchParams)
  const [t, pools, accounts] = await Promise.all([
    getTranslations('admin.pools'),
    listAccountPools({ limit: shownRows, search: filters.search || undefined }),
    listUpstreamAccounts({ limit: shownRows }),
  ])
  const choices = accounts.data.map(({ id, name, protocol, shard }) => ({ id, name, protocol, shard }))
  const rows = pools.data.filter((pool) => filters.visibility === null || pool.visibility === filters.visibility)
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
        action={<AddPool accounts={choices} />}
        aside={<LiveMark />}
      />
      <PageBody wide>
        <PoolsTable pools={rows} accounts={choices} />
      </PageBody>
    </>
  )
}
