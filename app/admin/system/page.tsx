import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody, Section } from '@/components/layout/section'
import { requireAdmin } from '@/lib/auth'
import { checkSystem, listJobs, listMigrations, listProcesses } from '@/lib/operations'
import { HealthCards } from './_components/health-cards'
import { JobTable } from './_components/job-table'
import { MigrationTable } from './_components/migration-table'
import { ProcessTable } from './_components/process-table'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.system')
  return { title: t('title') }
}

export default async function SystemPage() {
  await requireAdmin()
  const [t, check, processes, jobs, migrations] = await Promise.all([
    getTranslations('admin.system'),
    checkSystem(),
    listProcesses(),
    listJobs(),
    listMigrations(),
  ])
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
      />
      <PageBody>
        <h2 className="sr-only">{t('health')}</h2>
        <HealthCards check={check} />
        <Section title={t('processes.title')} description={t('processes.description')}>
          <ProcessTable processes={processes} now={new Date()} />
        </Section>
        <Section title={t('jobs.title')} description={t('jobs.description')}>
          <JobTable jobs={jobs} />
        </Section>
        <Section title={t('migrations.title')}>
          <MigrationTable migrations={migrations} />
        </Section>
      </PageBody>
    </>
  )
}
