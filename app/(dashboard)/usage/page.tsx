import { DownloadIcon, ReceiptTextIcon } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import type { SearchParams } from 'nuqs/server'
import { Suspense } from 'react'
import { cursorHref } from '@/components/data-table/cursor-href'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'
import { Skeleton } from '@/components/ui/skeleton'
import { pageContext, requireUser } from '@/lib/auth'
import { loadUsage } from './_components/load-usage'
import { RequestDetails } from './_components/request-details'
import { RequestPanel } from './_components/request-panel'
import { UsageTable } from './_components/usage-table'
import { loadUsageParams } from './search-params'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('usage')
  return { title: t('title') }
}

export default async function UsagePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const user = await requireUser('/usage')
  const [t, ctx, query] = await Promise.all([getTranslations('usage'), pageContext(user), searchParams])
  const params = loadUsageParams(query)
  const data = await loadUsage(ctx, user, params)
  const { request: _request, ...listQuery } = query
  const empty = (
    <Empty
      icon={ReceiptTextIcon}
      title={t('empty.title')}
      description={t('empty.description')}
      action={
        <Button asChild>
          <Link href="/keys?new=true">{t('empty.action')}</Link>
        </Button>
      }
    />
  )
  return (
    <>
      <PageHeader
        title={t('title')}
        crumbs={[{ label: t('title') }]}
        description={t('description')}
        action={
          <Button asChild>
            <a href={cursorHref('/usage/export', listQuery, null)} download>
              <DownloadIcon aria-hidden />
              {t('export')}
            </a>
          </Button>
        }
      />
      <PageBody wide>
        <UsageTable
          rows={data.rows}
          keys={data.keys}
          models={data.models}
          empty={empty}
          pagination={{
            nextHref: data.nextCursor === null ? null : cursorHref('/usage', listQuery, data.nextCursor),
            firstHref: params.cursor === null ? null : cursorHref('/usage', listQuery, null),
            summary: t('summary', { count: data.rows.length }),
          }}
        />
      </PageBody>
      {params.request !== null && (
        <RequestPanel requestId={params.request}>
          <Suspense key={params.request} fallback={<Skeleton className="h-96" />}>
            <RequestDetails requestId={params.request} userId={user.id} keyNames={data.keyNames} />
          </Suspense>
        </RequestPanel>
      )}
    </>
  )
}
