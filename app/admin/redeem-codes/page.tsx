import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { cursorHref } from '@/components/data-table/cursor-href'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { requireAdmin } from '@/lib/auth'
import { listPlans } from '@/lib/plans'
import { listRedeemCodes } from '@/lib/redeem-codes'
import type { ListPageProps } from '../_components/list-page-props'
import { CodesTable } from './_components/codes-table'
import { MakeCodes } from './_components/make-codes'
import { loadCodeFilters } from './search-params'

const shownPlans = 500

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('operator.codes')
  return { title: t('title') }
}

export default async function RedeemCodesPage({ searchParams }: ListPageProps) {
  await requireAdmin()
  const parameters = await searchParams
  const { search, state, cursor } = loadCodeFilters(parameters)
  const [t, page, plans] = await Promise.all([
    getTranslations('operator.codes'),
    listRedeemCodes({ search: search || undefined, state: state ?? undefined, cursor: cursor ?? undefined }),
    listPlans({ limit: shownPlans }),
  ])
  const choices = plans.data.map(({ id, name }) => ({ id, name }))
  const href = (to: string | null) => cursorHref('/admin/redeem-codes', parameters, to)
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
        action={<MakeCodes plans={choices} />}
      />
      <PageBody wide>
        <CodesTable
          codes={page.data}
          plans={choices}
          pagination={{
            nextHref: page.nextCursor === null ? null : href(page.nextCursor),
            firstHref: cursor === null ? null : href(null),
          }}
        />
      </PageBody>
    </>
  )
}
