import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { requestOrigin } from '@/app/_snippets/request-origin'
import { CodeBlock } from '@/components/ui/code-block'
import { DocPage, DocSection } from '../_components/doc-page'
import { docTags } from '../_components/doc-tags'
import { ReceiptVerifier } from './_components/receipt-verifier'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('docs.receipts')
  return { title: t('title'), description: t('lead') }
}

export default async function ReceiptsPage() {
  const [t, origin] = await Promise.all([getTranslations('docs.receipts'), requestOrigin()])
  const curl = `curl ${origin}/v1/generations/$REQUEST_ID \\
  -H "Authorization: Bearer $TURNPIKE_API_KEY"`
  const verify = `npx turnpike receipt verify receipt.json --url ${origin}`
  return (
    <DocPage title={t('title')} lead={t('lead')}>
      <DocSection id="get" title={t('get.title')}>
        {t.rich('get.body', docTags)}
        <CodeBlock snippets={[{ label: 'curl', code: curl }]} />
      </DocSection>
      <DocSection id="check" title={t('check.title')}>
        {t.rich('check.body', docTags)}
      </DocSection>
      <DocSection id="verify" title={t('verify.title')}>
        {t.rich('verify.body', docTags)}
        <ReceiptVerifier />
      </DocSection>
      <DocSection id="terminal" title={t('terminal.title')}>
        {t.rich('terminal.body', docTags)}
        <CodeBlock snippets={[{ label: 'shell', code: verify }]} />
      </DocSection>
      <DocSection id="signature" title={t('signature.title')}>
        {t.rich('signature.body', docTags)}
        <CodeBlock snippets={[{ label: 'curl', code: `curl ${origin}/.well-known/turnpike-receipts` }]} />
      </DocSection>
    </DocPage>
  )
}
