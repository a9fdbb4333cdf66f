import { useTranslations } from 'next-intl'
import { Skeleton } from '@/components/ui/skeleton'
import { PageSkeleton, RowsSkeleton } from '../_components/page-skeleton'

export default function BillingLoading() {
  const t = useTranslations('billing')
  return (
    <PageSkeleton title={t('title')}>
      <div aria-hidden className="grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-72 rounded-lg" />
        <Skeleton className="h-72 rounded-lg" />
      </div>
      <RowsSkeleton rows={8} />
    </PageSkeleton>
  )
}
