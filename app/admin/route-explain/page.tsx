import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { listApiKeys } from '@/lib/api-keys'
import { adminContext, type CurrentUser, requireAdmin } from '@/lib/auth'
import { lookUpNames } from '@/lib/operations'
import { listPrices } from '@/lib/pricing'
import type { ListPageProps } from '../_components/list-page-props'
import { explainAsked } from './_components/explain-asked'
import { ExplainForm } from './_components/explain-form'
import { Explanation } from './_components/explanation'
import { loadAskedCall } from './search-params'

const offeredKeys = 200
const offeredModels = 500

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('route')
  return { title: t('title') }
}

async function loadChoices(user: CurrentUser) {
  const [keys, prices] = await Promise.all([
    listApiKeys(await adminContext(user), { limit: offeredKeys, includeRevoked: false }),
    listPrices({ limit: offeredModels }),
  ])
  const names = await lookUpNames({ userIds: [...new Set(keys.data.map(({ userId }) => userId))] })
  return {
    keys: keys.data.map(({ id, name, userId }) => ({ id, label: `${name} · ${names[userId] ?? userId}` })),
    models: [...new Set(prices.data.map(({ model }) => model))],
  }
}

export default async function RouteExplainPage({ searchParams }: ListPageProps) {
  const user = await requireAdmin()
  const asked = loadAskedCall(await searchParams)
  const [t, choices, explained] = await Promise.all([getTranslations('route'), loadChoices(user), explainAsked(asked)])
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
      />
      <PageBody wide>
        <ExplainForm asked={asked} {...choices} />
        <div aria-live="polite" className="flex flex-col gap-8">
          <Explanation explained={explained} />
        </div>
      </PageBody>
    </>
  )
}
