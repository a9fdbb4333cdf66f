import { KeyRoundIcon } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import type { SearchParams } from 'nuqs/server'
import { requestOrigin } from '@/app/_snippets/request-origin'
import { snippetModels } from '@/app/_snippets/snippet-models'
import { cursorHref } from '@/components/data-table/cursor-href'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'
import { listUsablePools } from '@/lib/account-pools'
import { pageContext, requireUser } from '@/lib/auth'
import { KeysTable } from './_components/keys-table'
import { loadKeys } from './_components/load-keys'
import { MintDialog } from './_components/mint-dialog'
import { loadKeysParams } from './search-params'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('keys')
  return { title: t('title') }
}

export default async function KeysPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const user = await requireUser('/keys')
  const [t, ctx, query] = await Promise.all([getTranslations('keys'), pageContext(user), searchParams])
  const params = loadKeysParams(query)
  const [pools, origin, models, { rows, nextCursor }] = await Promise.all([
    listUsablePools(user.id),
    requestOrigin(),
    snippetModels(),
    loadKeys(ctx, { userId: user.id, cursor: params.cursor, includeRevoked: params.revoked }),
  ])
  const emptyText = pools.length === 0 ? 'empty.noPool' : 'empty.description'
  return (
    <>
      <PageHeader
        title={t('title')}
        crumbs={[{ label: t('title') }]}
        description={t('description')}
        action={
          <MintDialog key={String(params.new)} pools={pools} origin={origin} models={models} defaultOpen={params.new} />
        }
      />
      <PageBody wide>
        <KeysTable
          rows={rows}
          pools={pools}
          origin={origin}
          models={models}
          toolbar={
            <Button asChild size="sm">
              <Link href={params.revoked ? '/keys' : '/keys?revoked=true'}>
                {t(params.revoked ? 'hideRevoked' : 'showRevoked')}
              </Link>
            </Button>
          }
          empty={<Empty icon={KeyRoundIcon} title={t('empty.title')} description={t(emptyText)} />}
          pagination={{
            nextHref: nextCursor === null ? null : cursorHref('/keys', query, nextCursor),
            firstHref: params.cursor === null ? null : cursorHref('/keys', query, null),
            summary: t('summary', { count: rows.length }),
          }}
        />
      </PageBody>
    </>
  )
}
