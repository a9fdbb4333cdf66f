import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { cursorHref } from '@/components/data-table/cursor-href'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { listAuditEntries } from '@/lib/audit'
import { requireAdmin } from '@/lib/auth'
import { lookUpNames } from '@/lib/operations'
import type { ListPageProps } from '../_components/list-page-props'
import { AuditTable } from './_components/audit-table'
import { loadAuditFilters } from './search-params'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.audit')
  return { title: t('title') }
}

export default async function AuditLogPage({ searchParams }: ListPageProps) {
  await requireAdmin()
  const parameters = await searchParams
  const { search, subject, cursor } = loadAuditFilters(parameters)
  const [t, page] = await Promise.all([
    getTranslations('admin.audit'),
    listAuditEntries({
      search: search.trim() || undefined,
      subjectKind: subject ?? undefined,
      cursor: cursor ?? undefined,
    }),
  ])
  const ids = [...new Set(page.data.flatMap((entry) => [entry.actorId, entry.subjectId]))]
  const ofAnyKind = {
    userIds: ids,
    keyIds: ids,
    poolIds: ids,
    accountIds: ids,
    planIds: ids,
    ruleIds: ids,
    tokenIds: ids,
  }
  const names = await lookUpNames(ofAnyKind)
  const href = (to: string | null) => cursorHref('/admin/audit-log', parameters, to)
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
      />
      <PageBody wide>
        <AuditTable
          entries={page.data}
          names={names}
          pagination={{
            nextHref: page.nextCursor === null ? null : href(page.nextCursor),
            firstHref: cursor === null ? null : href(null),
          }}
        />
      </PageBody>
    </>
  )
}
