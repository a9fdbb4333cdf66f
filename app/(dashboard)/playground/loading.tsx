import { useTranslations } from 'next-intl'
import { Skeleton } from '@/components/ui/skeleton'
import { PageSkeleton } from '../_components/page-skeleton'

export default function PlaygroundLoading() {
  const t = useTranslations('playground')
  return (
    <PageSkeleton title={t('title')} description={t('description')} wide>
      <div aria-hidden className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_300px]">
        <Skeleton className="h-[calc(100dvh-15rem)] min-h-[30rem] rounded-lg max-lg:order-2" />
        <Skeleton className="h-[34rem] self-start rounded-lg" />
      </div>
    </PageSkeleton>
  )
}
