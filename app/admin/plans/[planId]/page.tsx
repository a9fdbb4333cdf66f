import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { cursorHref } from '@/components/data-table/cursor-href'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody, Section } from '@/components/layout/section'
import { requireAdmin } from '@/lib/auth'
import { listPlanSubscribers } from '@/lib/operations'
import { getPlan } from '@/lib/plans'
import type { ListPageProps } from '../../_components/list-page-props'
import { MonoId } from '../../_components/mono-id'
import { orNotFound } from '../../_components/or-not-found'
import { loadSubscriberPage } from '../search-params'
import { SubscribersTable } from './_components/subscribers-table'

type PlanPageProps = ListPageProps & { params: Promise<{ planId: string }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('operator.plans')
  return { title: t('title') }
}

export default async function PlanPage({ params, searchParams }: PlanPageProps) {
  await requireAdmin()
  const [{ planId }, parameters] = await Promise.all([params, searchParams])
  const { cursor } = loadSubscriberPage(parameters)
  const plan = await orNotFound(getPlan(planId))
  const [t, page] = await Promise.all([
    getTranslations('operator.plans'),
    listPlanSubscribers(planId, { cursor: cursor ?? undefined }),
  ])
  const href = (to: string | null) => cursorHref(`/admin/plans/${planId}`, parameters, to)
  return (
    <>
      <PageHeader
        title={plan.name}
        description={<MonoId id={plan.id} />}
        crumbs={[
          { label: t('admin'), href: '/admin' },
          { label: t('title'), href: '/admin/plans' },
          { label: plan.name },
        ]}
      />
      <PageBody>
        <Section title={t('subscribers.title')} description={t('subscribers.description')}>
          <SubscribersTable
            rows={page.data}
            pagination={{
              nextHref: page.nextCursor === null ? null : href(page.nextCursor),
              firstHref: cursor === null ? null : href(null),
            }}
          />
        </Section>
      </PageBody>
    </>
  )
}
