import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { cursorHref } from '@/components/data-table/cursor-href'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody, Section } from '@/components/layout/section'
import { Card } from '@/components/ui/card'
import { requireAdmin } from '@/lib/auth'
import { listTransfers, trialBalance } from '@/lib/ledger'
import { InvariantList } from '../_components/invariant-list'
import type { ListPageProps } from '../_components/list-page-props'
import { Reconcile } from './_components/reconcile'
import { TransfersTable } from './_components/transfers-table'
import { TrialBalanceCard } from './_components/trial-balance-card'
import { loadTransferFilters } from './search-params'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.ledger')
  return { title: t('title') }
}

export default async function LedgerPage({ searchParams }: ListPageProps) {
  await requireAdmin()
  const parameters = await searchParams
  const { user, kind, cursor } = loadTransferFilters(parameters)
  const [t, books, page] = await Promise.all([
    getTranslations('admin.ledger'),
    trialBalance(),
    listTransfers({ userId: user || undefined, kind: kind ?? undefined, cursor: cursor ?? undefined }),
  ])
  const href = (to: string | null) => cursorHref('/admin/ledger', parameters, to)
  const broken = books.invariants.filter((invariant) => !invariant.holds).length
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
        action={<Reconcile broken={broken} checkedAt={new Date().toISOString()} />}
      />
      <PageBody>
        <div className="grid gap-8 lg:grid-cols-2">
          <Section title={t('trial.title')} description={t('trial.description')}>
            <TrialBalanceCard books={books} />
          </Section>
          <Section title={t('invariants.title')} description={t('invariants.description')}>
            <Card>
              <InvariantList invariants={books.invariants} />
            </Card>
          </Section>
        </div>
        <Section title={t('transfers.title')} description={t('transfers.description')}>
          <TransfersTable
            transfers={page.data}
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
