import { BoxesIcon } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import type { SearchParams } from 'nuqs/server'
import { cursorHref } from '@/components/data-table/cursor-href'
import { Button } from '@/components/ui/button'
import { CursorPagination } from '@/components/ui/cursor-pagination'
import { Empty } from '@/components/ui/empty'
import { loadModels } from './_components/load-models'
import { ModelSearch } from './_components/model-search'
import { PriceTable } from './_components/price-table'
import { loadModelsParams } from './search-params'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('site.models')
  return { title: t('title'), description: t('lead') }
}

export default async function ModelsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [t, ui, query] = await Promise.all([getTranslations('site.models'), getTranslations('ui'), searchParams])
  const params = loadModelsParams(query)
  const { q, all, cursor } = params
  const { prices, pools, nextCursor } = await loadModels(params)
  const noMatch = (
    <Empty
      variant="no-match"
      title={ui('noMatch')}
      description={ui('noMatchHint')}
      action={
        <Button asChild>
          <Link href="/models">{ui('clearFilters')}</Link>
        </Button>
      }
    />
  )
  const none = <Empty icon={BoxesIcon} title={t('noneTitle')} description={t('none')} />
  return (
    <div className="mx-auto flex w-full max-w-[1264px] flex-col gap-6 px-4 pt-10 pb-20 md:px-8 lg:pt-14">
      <header className="flex flex-col gap-2">
        <h1 className="font-semibold text-2xl tracking-tight">{t('title')}</h1>
        <p className="max-w-2xl text-base text-ink-soft leading-7">{t('lead')}</p>
      </header>
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <ModelSearch />
          <Button asChild size="sm">
            <Link href={all ? '/models' : '/models?all=true'}>{t(all ? 'onlyOffered' : 'withAll')}</Link>
          </Button>
        </div>
        {prices.length > 0 ? <PriceTable prices={prices} pools={pools} /> : q ? noMatch : none}
        <CursorPagination
          nextHref={nextCursor === null ? null : cursorHref('/models', query, nextCursor)}
          firstHref={cursor === null ? null : cursorHref('/models', query, null)}
          summary={t('count', { count: prices.length })}
        />
      </div>
      <p className="text-ink-soft text-sm">{t('multiplier')}</p>
    </div>
  )
}
