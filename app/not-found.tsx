import { MilestoneIcon } from 'lucide-react'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { Brand } from '@/components/layout/brand'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'

export default async function NotFound() {
  const t = await getTranslations('errors')
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-8 p-6">
      <h1 className="sr-only">{t('notFound.title')}</h1>
      <Brand href="/" />
      <Empty
        icon={MilestoneIcon}
        title={t('notFound.title')}
        description={t('notFound.description')}
        action={
          <Button asChild variant="primary">
            <Link href="/">{t('home')}</Link>
          </Button>
        }
      />
    </main>
  )
}
