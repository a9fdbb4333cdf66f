import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { listAccountPools } from '@/lib/account-pools'
import { requireAdmin } from '@/lib/auth'
import { accountRecords } from '@/lib/operations'
import { listUpstreamAccounts } from '@/lib/upstream-accounts'
import type { ListPageProps } from '../_components/list-page-props'
import { LiveMark } from '../_components/live-mark'
import { AccountsTable } from './_components/accounts-table'
import { AddAccount } from './_components/add-account'
import { loadAccountFilters } from './search-params'

const shownAccounts = 500

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.accounts')
  return { title: t('title') }
}

export default async function UpstreamAccountsPage({ searchParams }: ListPageProps) {
  await requireAdmin()
  const filters = await loadAccountFilters(searchParams)
  const poolId = filters.pool ?? undefined
  const [t, accounts, pools, records] = await Promise.all([
    getTranslations('admin.accounts'),
    listUpstreamAccounts({ limit: shownAccounts, search: filters.search || undefined, poolId }),
    listAccountPools({ limit: shownAccounts }),
    accountRecords(),
  ])
  const choices = pools.data.map(({ id, name }) => ({ id, name }))
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
        action={<AddAccount pools={choices} />}
        aside={<LiveMark />}
      />
      <PageBody wide>
        <AccountsTable accounts={accounts.data} pools={choices} records={records} />
      </PageBody>
    </>
  )
}
