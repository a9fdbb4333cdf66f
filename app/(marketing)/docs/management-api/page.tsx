import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { managementExamples, managementProgram } from '@/app/_snippets/management-examples'
import { requestOrigin } from '@/app/_snippets/request-origin'
import { CodeBlock } from '@/components/ui/code-block'
import { DocPage, DocSection } from '../_components/doc-page'
import { docTags } from '../_components/doc-tags'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('docs.management')
  return { title: t('title'), description: t('lead') }
}

export default async function ManagementApiPage() {
  const [t, origin] = await Promise.all([getTranslations('docs.management'), requestOrigin()])
  return (
    <DocPage title={t('title')} lead={t('lead')}>
      <DocSection id="token" title={t('token.title')}>
        {t.rich('token.body', docTags)}
        <CodeBlock snippets={[{ label: 'shell', code: `export TURNPIKE_URL=${origin}\nexport TURNPIKE_TOKEN=…` }]} />
      </DocSection>
      {managementExamples(origin).map(({ name, status, fields, snippets }) => (
        <DocSection key={name} id={name} title={t(`${name}.title`)}>
          {t.rich(`${name}.body`, docTags)}
          <CodeBlock snippets={snippets} />
          <p className="font-mono text-ink-soft text-xs">{t('answers', { status, fields: fields.join(', ') })}</p>
        </DocSection>
      ))}
      <DocSection id="client" title={t('client.title')}>
        {t.rich('client.body', docTags)}
        <CodeBlock snippets={[{ label: 'TypeScript', code: managementProgram(origin) }]} />
      </DocSection>
      <DocSection id="rules" title={t('rules.title')}>
        {t.rich('rules.body', docTags)}
      </DocSection>
    </DocPage>
  )
}
