import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { cursorHref } from '@/components/data-table/cursor-href'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { managementScopes, requireAdmin } from '@/lib/auth'
import { listManagementTokens } from '@/lib/management-tokens'
import type { ListPageProps } from '../_components/list-page-props'
import { CreateToken } from './_components/create-token'
import { TokensTable } from './_components/tokens-table'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.tokens')
  return { title: t('title') }
}

export default async function ManagementTokensPage({ searchParams }: ListPageProps) {
  await requireAdmin()
  const parameters = await searchParams
  const cursor = typeof parameters['cursor'] === 'string' ? parameters['cursor'] : undefined
  const [t, page] = await Promise.all([getTranslations('admin.tokens'), listManagementTokens({ cursor })])
  const href = (to: string | null) => cursorHref('/admin/management-tokens', parameters, to)
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
        action={<CreateToken scopes={managementScopes} />}
      />
      <PageBody wide>
        <TokensTable
          tokens={page.data}
          pagination={{
            nextHref: page.nextCursor === null ? null : href(page.nextCursor),
            firstHref: cursor === undefined ? null : href(null),
          }}
        />
      </PageBody>
    </>
  )
}
