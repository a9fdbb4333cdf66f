import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DocPage, DocSection } from '../_components/doc-page'
import { docTags } from '../_components/doc-tags'

const parts = ['cost', 'hold', 'free', 'order', 'caps', 'invariants'] as const

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('docs.billing')
  return { title: t('title'), description: t('lead') }
}

export default async function BillingDocPage() {
  const t = await getTranslations('docs.billing')
  return (
    <DocPage title={t('title')} lead={t('lead')}>
      {parts.map((part) => (
        <DocSection key={part} id={part} title={t(`${part}.title`)}>
          {t.rich(`${part}.body`, docTags)}
        </DocSection>
      ))}
    </DocPage>
  )
}
