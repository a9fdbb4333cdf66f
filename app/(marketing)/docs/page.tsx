import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { clientSnippets } from '@/app/_snippets/client-snippets'
import { requestOrigin } from '@/app/_snippets/request-origin'
import { snippetModels } from '@/app/_snippets/snippet-models'
import { CodeBlock } from '@/components/ui/code-block'
import { DocPage, DocSection } from './_components/doc-page'
import { docTags } from './_components/doc-tags'

const clients = ['curl', 'typescript', 'python', 'anthropic', 'codex', 'claudeCode', 'vercel'] as const

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('docs.start')
  return { title: t('title'), description: t('lead') }
}

export default async function QuickStartPage() {
  const [t, origin, models] = await Promise.all([getTranslations('docs.start'), requestOrigin(), snippetModels()])
  const snippets = new Map(clientSnippets({ origin, models }).map((snippet) => [snippet.client, snippet]))
  return (
    <DocPage title={t('title')} lead={t('lead')}>
      <DocSection id="key" title={t('key.title')}>
        {t.rich('key.body', docTags)}
      </DocSection>
      {clients.map((client) => {
        const snippet = snippets.get(client)
        return (
          <DocSection key={client} id={client} title={t(`${client}.title`)}>
            {t.rich(`${client}.body`, docTags)}
            {snippet ? <CodeBlock snippets={[snippet]} /> : <p className="text-ink-soft">{t('noModel')}</p>}
          </DocSection>
        )
      })}
      <DocSection id="answer" title={t('answer.title')}>
        {t.rich('answer.body', docTags)}
      </DocSection>
    </DocPage>
  )
}
