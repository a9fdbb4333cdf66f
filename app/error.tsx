'use client'

import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations('errors')
  const ui = useTranslations('ui')
  return (
    <main className="flex min-h-[70dvh] items-center justify-center p-6">
      <Empty
        variant="error"
        title={t('page.title')}
        description={error.digest ? t('page.description', { digest: error.digest }) : t('page.descriptionPlain')}
        action={<Button onClick={reset}>{ui('tryAgain')}</Button>}
      />
    </main>
  )
}
