import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { formatDuration } from '@/components/pieces/format-duration'
import { settings } from '@/lib/settings'
import { DocPage, DocSection } from '../_components/doc-page'
import { docTags } from '../_components/doc-tags'

const mebibyte = 1_048_576

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('docs.limits')
  return { title: t('title'), description: t('lead') }
}

export default async function LimitsPage() {
  const t = await getTranslations('docs.limits')
  const now = settings()
  return (
    <DocPage title={t('title')} lead={t('lead')}>
      <DocSection id="lanes" title={t('lanes.title')}>
        {t.rich('lanes.body', {
          ...docTags,
          lanes: now.userConcurrencyLimit || '∞',
          wait: formatDuration(now.waitTimeoutMs),
          waiting: now.maxWaiting,
        })}
      </DocSection>
      <DocSection id="fair" title={t('fair.title')}>
        {t.rich('fair.body', docTags)}
      </DocSection>
      <DocSection id="rates" title={t('rates.title')}>
        {t.rich('rates.body', docTags)}
      </DocSection>
      <DocSection id="size" title={t('size.title')}>
        {t.rich('size.body', {
          ...docTags,
          body: `${Math.round(now.bodyLimitBytes / mebibyte)} MiB`,
          idle: formatDuration(now.streamIdleTimeoutMs),
        })}
      </DocSection>
    </DocPage>
  )
}
