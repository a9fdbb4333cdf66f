import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import type { SearchParams } from 'nuqs/server'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody, Section } from '@/components/layout/section'
import { requireUser } from '@/lib/auth'
import { getBalance, getStatement } from '@/lib/ledger'
import { BalanceSlip } from './_components/balance-slip'
import { MonthLinks } from './_components/month-links'
import { monthOf, readMonth } from './_components/months'
import { StatementTable } from './_components/statement-table'
import { loadBillingParams } from './search-params'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('billing')
  return { title: t('title') }
}

export default async function BillingPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const user = await requireUser('/billing')
  const [t, params] = await Promise.all([getTranslations('billing'), loadBillingParams(searchParams)])
  const current = monthOf(new Date(), user.timezone)
  const month = readMonth(params.month, current)
  const [balance, statement] = await Promise.all([getBalance(user.id), getStatement(user.id, month, user.timezone)])
  return (
    <>
      <PageHeader title={t('title')} crumbs={[{ label: t('title') }]} description={t('description')} />
      <PageBody>
        <BalanceSlip balance={balance} timezone={user.timezone} />
        <Section title={t('statement.title')} action={<MonthLinks month={month} current={current} />}>
          <StatementTable statement={statement} isCurrent={month === current} />
        </Section>
      </PageBody>
    </>
  )
}
