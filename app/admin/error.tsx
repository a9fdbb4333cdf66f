'use client'

import { useTranslations } from 'next-intl'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'

export default function AdminError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations('admin.failed')
  const ui = useTranslations('ui')
  return (
    <>
      <PageHeader title={t('title')} crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]} />
      <PageBody>
        <Card>
          <Empty
            variant="error"
            title={t('heading')}
            description={error.digest ? t('digest', { digest: error.digest }) : t('plain')}
            action={<Button onClick={reset}>{ui('tryAgain')}</Button>}
          />
        </Card>
      </PageBody>
    </>
  )
}
