import { useTranslations } from 'next-intl'
import { places } from '@/components/ui/places'
import { Skeleton } from '@/components/ui/skeleton'
import { PageSkeleton, RowsSkeleton } from '../_components/page-skeleton'

export default function OverviewLoading() {
  const t = useTranslations('overview')
  return (
    <PageSkeleton
      title={t('title')}
      className="gap-4"
      aside={
        <>
          <Skeleton className="h-[34px] w-36 rounded-lg" />
          <Skeleton className="h-[34px] w-72 max-w-full rounded-lg" />
        </>
      }
    >
      <Skeleton className="h-[46px] rounded-lg" />
      <div aria-hidden className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        {places(4).map((card) => (
          <Skeleton key={card} className="h-[166px] rounded-lg" />
        ))}
      </div>
      <div aria-hidden className="grid gap-4 xl:grid-cols-[1.5fr_1fr]">
        <Skeleton className="h-[26rem] rounded-lg" />
        <Skeleton className="h-64 self-start rounded-lg" />
      </div>
      <RowsSkeleton rows={8} />
    </PageSkeleton>
  )
}
