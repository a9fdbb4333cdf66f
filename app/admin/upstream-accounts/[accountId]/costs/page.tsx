import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody, Section } from '@/components/layout/section'
import { TextLink } from '@/components/layout/text-link'
import { requireAdmin } from '@/lib/auth'
import { listCostPrices, listCostPriceVersions } from '@/lib/margin'
import { lookUpNames } from '@/lib/operations'
import { getUpstreamAccount } from '@/lib/upstream-accounts'
import { orNotFound } from '../../../_components/or-not-found'
import { AddCost } from './_components/add-cost'
import { CostTable } from './_components/cost-table'
import { CostVersions } from './_components/cost-versions'

type CostsPageProps = { params: Promise<{ accountId: string }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('operator.costs')
  return { title: t('title') }
}

export default async function CostsPage({ params }: CostsPageProps) {
  await requireAdmin()
  const account = await orNotFound(getUpstreamAccount((await params).accountId))
  const [t, prices, versions] = await Promise.all([
    getTranslations('operator.costs'),
    listCostPrices(account.id),
    listCostPriceVersions(account.id),
  ])
  const names = await lookUpNames({ userIds: versions.flatMap(({ createdBy }) => createdBy ?? []) })
  const { id, name, costMultiplier } = account
  return (
    <>
      <PageHeader
        title={t('of', { name })}
        description={
          costMultiplier === null ? t('withoutMultiplier') : t('withMultiplier', { multiplier: costMultiplier })
        }
        crumbs={[
          { label: t('admin'), href: '/admin' },
          { label: t('accounts'), href: '/admin/upstream-accounts' },
          { label: t('title') },
        ]}
        action={<AddCost accountId={id} />}
        aside={<TextLink href={`/admin/margin?account=${id}`}>{t('margin')}</TextLink>}
      />
      <PageBody>
        <Section title={t('current')} description={t('currentHint')}>
          <CostTable accountId={id} prices={prices} />
        </Section>
        {versions.length > 0 && (
          <Section title={t('history')} description={t('historyHint')}>
            <CostVersions versions={versions} names={names} />
          </Section>
        )}
      </PageBody>
    </>
  )
}
