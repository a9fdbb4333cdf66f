import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { cursorHref } from '@/components/data-table/cursor-href'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { requireAdmin } from '@/lib/auth'
import { summariseUsers } from '@/lib/operations'
import { listUsers } from '@/lib/users'
import type { ListPageProps } from '../_components/list-page-props'
import { LiveMark } from '../_components/live-mark'
import { AddUser } from './_components/add-user'
import { UsersTable } from './_components/users-table'
import { loadUserFilters } from './search-params'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.users')
  return { title: t('title') }
}

export default async function UsersPage({ searchParams }: ListPageProps) {
  await requireAdmin()
  const parameters = await searchParams
  const { search, role, status, cursor } = loadUserFilters(parameters)
  const [t, page] = await Promise.all([
    getTranslations('admin.users'),
    listUsers({
      search: search || undefined,
      role: role ?? undefined,
      status: status ?? undefined,
      cursor: cursor ?? undefined,
    }),
  ])
  const summaries = await summariseUsers(page.data.map((user) => user.id))
  const href = (to: string | null) => cursorHref('/admin/users', parameters, to)
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
        action={<AddUser />}
        aside={<LiveMark />}
      />
      <PageBody wide>
        <UsersTable
          users={page.data}
          summaries={summaries}
          pagination={{
            nextHref: page.nextCursor === null ? null : href(page.nextCursor),
            firstHref: cursor === null ? null : href(null),
          }}
        />
      </PageBody>
    </>
  )
}
