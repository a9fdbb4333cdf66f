import { KeyRoundIcon } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import type { SearchParams } from 'nuqs/server'
import { requestOrigin } from '@/app/_snippets/request-origin'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'
import { pageContext, requireUser } from '@/lib/auth'
import { loadPlayground } from './_components/load-playground'
import { Playground } from './_components/playground'
import { loadPlaygroundParams } from './search-params'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('playground')
  return { title: t('title') }
}

export default async function PlaygroundPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const user = await requireUser('/playground')
  const [t, ctx, origin, params] = await Promise.all([
    getTranslations('playground'),
    pageContext(user),
    requestOrigin(),
    loadPlaygroundParams(searchParams),
  ])
  const data = await loadPlayground(ctx, user.id, params)
  return (
    <>
      <PageHeader title={t('title')} crumbs={[{ label: t('title') }]} description={t('description')} />
      <PageBody wide>
        {data === null ? (
          <Empty
            icon={KeyRoundIcon}
            title={t('noKeyTitle')}
            description={t('noKey')}
            action={
              <Button asChild variant="primary">
                <Link href="/keys?new=true">{t('newKey')}</Link>
              </Button>
            }
          />
        ) : (
          <Playground key={data.keyId} origin={origin} {...data} />
        )}
      </PageBody>
    </>
  )
}
