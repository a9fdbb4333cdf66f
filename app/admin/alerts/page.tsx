import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { requireAdmin } from '@/lib/auth'
import type { ListPageProps } from '../_components/list-page-props'
import { Only } from '../_components/staff'
import { AddRule } from './_components/add-rule'
import { EventsView } from './_components/events-view'
import { loadChoices } from './_components/load-choices'
import { RulesView } from './_components/rules-view'
import { SilencesView } from './_components/silences-view'
import { ViewLinks } from './_components/view-links'
import { loadAlertView } from './search-params'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('alerts')
  return { title: t('title') }
}

export default async function AlertsPage({ searchParams }: ListPageProps) {
  await requireAdmin()
  const parameters = await searchParams
  const { view } = loadAlertView(parameters)
  const [t, choices] = await Promise.all([getTranslations('alerts'), loadChoices()])
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
        action={
          <Only>
            <AddRule choices={choices} />
          </Only>
        }
      />
      <PageBody wide>
        <ViewLinks current={view} />
        {view === 'events' && <EventsView parameters={parameters} />}
        {view === 'rules' && <RulesView parameters={parameters} choices={choices} />}
        {view === 'silences' && <SilencesView parameters={parameters} />}
      </PageBody>
    </>
  )
}
