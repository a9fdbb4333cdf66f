import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { listAccountPools } from '@/lib/account-pools'
import { requireAdmin } from '@/lib/auth'
import { countSubscribers } from '@/lib/operations'
import { listPlans } from '@/lib/plans'
import { AddPlan } from './_components/add-plan'
import { PlansTable } from './_components/plans-table'

const shownRows = 500

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('operator.plans')
  return { title: t('title') }
}

export default async function PlansPage() {
  await requireAdmin()
  const [t, plans, pools, subscribers] = await Promise.all([
    getTranslations('operator.plans'),
    listPlans({ limit: shownRows }),
    listAccountPools({ limit: shownRows }),
    countSubscribers(),
  ])
  const choices = pools.data.map(({ id, name }) => ({ id, name }))
  const rows = plans.data
    .map((plan) => ({ plan, subscribers: subscribers.get(plan.id) ?? 0 }))
    .sort((a, b) => a.plan.sortOrder - b.plan.sortOrder || (a.plan.name < b.plan.name ? -1 : 1))
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
        action={<AddPlan pools={choices} />}
      />
      <PageBody wide>
        <PlansTable rows={rows} pools={choices} />
      </PageBody>
    </>
  )
}
