'use client'

import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'

/** A page that failed leaves the shell standing: the way on is beside it. */
export default function DashboardError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations('errors')
  const ui = useTranslations('ui')
  return (
    <div className="flex flex-1 items-center justify-center p-6">
      <Empty
        variant="error"
        title={t('page.title')}
        description={error.digest ? t('page.description', { digest: error.digest }) : t('page.descriptionPlain')}
        action={<Button onClick={reset}>{ui('tryAgain')}</Button>}
      />
    </div>
  )
}
