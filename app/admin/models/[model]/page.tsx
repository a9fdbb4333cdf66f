import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody, Section } from '@/components/layout/section'
import { TextLink } from '@/components/layout/text-link'
import { requireAdmin } from '@/lib/auth'
import { modelPriceJson } from '@/lib/management-api'
import { listPriceVersions } from '@/lib/pricing'
import { AddPrice } from '../_components/add-price'
import { VersionTable } from './_components/version-table'

type ModelPageProps = { params: Promise<{ model: string }> }

export async function generateMetadata({ params }: ModelPageProps): Promise<Metadata> {
  return { title: decodeURIComponent((await params).model) }
}

export default async function ModelPage({ params }: ModelPageProps) {
  await requireAdmin()
  const model = decodeURIComponent((await params).model)
  const [t, prices] = await Promise.all([getTranslations('admin.models'), listPriceVersions(model)])
  const versions = prices.map(modelPriceJson)
  const [current] = versions
  if (!current) notFound()
  return (
    <>
      <PageHeader
        title={<span className="break-all font-mono text-xl">{model}</span>}
        description={t('history.description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title'), href: '/admin/models' }, { label: model }]}
        action={<AddPrice price={current} />}
        aside={<TextLink href={`/admin/requests?model=${encodeURIComponent(model)}`}>{t('history.requests')}</TextLink>}
      />
      <PageBody>
        <Section title={t('history.title')}>
          <VersionTable versions={versions} />
        </Section>
      </PageBody>
    </>
  )
}
