'use client'

import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'
import type { DataTableProps } from './data-table'

type StateProps<Row> = Pick<DataTableProps<Row>, 'empty' | 'filtered' | 'onClearFilters' | 'error' | 'onRetry'>

/** What stands in place of the table when it has no rows: failed, nothing matches, or nothing yet. */
export function DataTableState<Row>({ empty, filtered, onClearFilters, error, onRetry }: StateProps<Row>) {
  const t = useTranslations('ui')
  if (error !== null && error !== undefined) {
    return (
      <Empty
        variant="error"
        title={t('tableFailed')}
        description={error || t('tableFailedHint')}
        action={onRetry && <Button onClick={onRetry}>{t('tryAgain')}</Button>}
      />
    )
  }
  if (!filtered) return empty
  return (
    <Empty
      variant="no-match"
      title={t('noMatch')}
      description={t('noMatchHint')}
      action={onClearFilters && <Button onClick={onClearFilters}>{t('clearFilters')}</Button>}
    />
  )
}
