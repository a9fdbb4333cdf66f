import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import measured from '@/app/_measured/kill-test.json'
import { DocPage, DocSection } from '../_components/doc-page'
import { docTags } from '../_components/doc-tags'
import { KillTable } from './_components/kill-table'

const parts = ['upstream', 'process', 'store', 'database', 'deploy'] as const

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('docs.reliability')
  return { title: t('title'), description: t('lead') }
}

export default async function ReliabilityPage() {
  const t = await getTranslations('docs.reliability')
  return (
    <DocPage title={t('title')} lead={t('lead')}>
      {parts.map((part) => (
        <DocSection key={part} id={part} title={t(`${part}.title`)}>
          {t.rich(`${part}.body`, docTags)}
        </DocSection>
      ))}
      <DocSection id="kill" title={t('kill.title')}>
        {t.rich('kill.body', { ...docTags, rounds: measured.rounds, streams: measured.streams })}
        <KillTable />
      </DocSection>
    </DocPage>
  )
}
