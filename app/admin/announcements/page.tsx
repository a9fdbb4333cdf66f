import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { cursorHref } from '@/components/data-table/cursor-href'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { listAnnouncements } from '@/lib/announcements'
import { requireAdmin } from '@/lib/auth'
import type { ListPageProps } from '../_components/list-page-props'
import { Only } from '../_components/staff'
import { AddAnnouncement } from './_components/add-announcement'
import { AnnouncementsTable } from './_components/announcements-table'
import { loadTargets } from './_components/load-targets'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('announcements')
  return { title: t('title') }
}

export default async function AnnouncementsPage({ searchParams }: ListPageProps) {
  await requireAdmin()
  const parameters = await searchParams
  const cursor = typeof parameters['cursor'] === 'string' ? parameters['cursor'] : undefined
  const [t, page, targets] = await Promise.all([
    getTranslations('announcements'),
    listAnnouncements({ cursor }),
    loadTargets(),
  ])
  const href = (to: string | null) => cursorHref('/admin/announcements', parameters, to)
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
        action={
          <Only>
            <AddAnnouncement targets={targets} />
          </Only>
        }
      />
      <PageBody wide>
        <AnnouncementsTable
          announcements={page.data}
          targets={targets}
          pagination={{
            nextHref: page.nextCursor === null ? null : href(page.nextCursor),
            firstHref: cursor === undefined ? null : href(null),
          }}
        />
      </PageBody>
    </>
  )
}
