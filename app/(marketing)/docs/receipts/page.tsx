import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { requestOrigin } from '@/app/_snippets/request-origin'
import { CodeBlock } from '@/components/ui/code-block'
import { DocPage, DocSection } from '../_components/doc-page'
import { docTags } from '../_components/doc-tags'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('docs.receipts')
  return { title: t('title'), description: t('lead') }
}

export default async function ReceiptsPage() {
  const [t, origin] = await Promise.all([getTranslations('docs.receipts'), requestOrigin()])
  const curl = `curl ${origin}/v1/generations/$REQUEST_ID \\
  -H "Authorization: Bearer $TURNPIKE_API_KEY"`
  return (
    <DocPage title={t('title')} lead={t('lead')}>
      <DocSection id="get" title={t('get.title')}>
        {t.rich('get.body', docTags)}
        <CodeBlock snippets={[{ label: 'curl', code: curl }]} />
      </DocSection>
      <DocSection id="check" title={t('check.title')}>
        {t.rich('check.body', docTags)}
      </DocSection>
    </DocPage>
  )
}
