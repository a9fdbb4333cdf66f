import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { cursorHref } from '@/components/data-table/cursor-href'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { requireAdmin } from '@/lib/auth'
import { modelPriceJson } from '@/lib/management-api'
import { listUnpricedModels } from '@/lib/operations'
import { listPrices } from '@/lib/pricing'
import type { ListPageProps } from '../_components/list-page-props'
import { AddPrice } from './_components/add-price'
import { ImportPrices } from './_components/import-prices'
import { ModelsTable } from './_components/models-table'
import { UnpricedNotice } from './_components/unpriced-notice'
import { loadModelFilters } from './search-params'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.models')
  return { title: t('title') }
}

export default async function ModelsPage({ searchParams }: ListPageProps) {
  await requireAdmin()
  const parameters = await searchParams
  const { search, provider, ended, cursor } = loadModelFilters(parameters)
  const [t, page, unpriced] = await Promise.all([
    getTranslations('admin.models'),
    listPrices({
      ...(search === '' ? {} : { search }),
      ...(provider === null ? {} : { provider }),
      withEnded: ended ?? false,
      cursor,
    }),
    listUnpricedModels(),
  ])
  const href = (to: string | null) => cursorHref('/admin/models', parameters, to)
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
        action={
          <div className="flex flex-wrap gap-2">
            <ImportPrices />
            <AddPrice />
          </div>
        }
      />
      <PageBody wide>
        <UnpricedNotice models={unpriced} />
        <ModelsTable
          prices={page.data.map(modelPriceJson)}
          pagination={{
            nextHref: page.nextCursor === null ? null : href(page.nextCursor),
            firstHref: cursor === null ? null : href(null),
          }}
        />
      </PageBody>
    </>
  )
}
