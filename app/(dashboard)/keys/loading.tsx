import { useTranslations } from 'next-intl'
import { PageSkeleton, TableSkeleton } from '../_components/page-skeleton'

export default function KeysLoading() {
  const t = useTranslations('keys')
  return (
    <PageSkeleton title={t('title')} description={t('description')} action wide>
      <TableSkeleton />
    </PageSkeleton>
  )
}
