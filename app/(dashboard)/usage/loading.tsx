import { useTranslations } from 'next-intl'
import { PageSkeleton, TableSkeleton } from '../_components/page-skeleton'

export default function UsageLoading() {
  const t = useTranslations('usage')
  return (
    <PageSkeleton title={t('title')} description={t('description')} action wide>
      <TableSkeleton rows={16} />
    </PageSkeleton>
  )
}
