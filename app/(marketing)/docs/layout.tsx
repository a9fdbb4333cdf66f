import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { ClientTexts } from '../../_texts/client-texts'
import { DocNav } from './_components/doc-nav'

export default async function DocsLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations('docs.navigation')
  const labels = {
    label: t('label'),
    start: t('start'),
    errors: t('errors'),
    limits: t('limits'),
    billing: t('billing'),
    receipts: t('receipts'),
    reliability: t('reliability'),
    performance: t('performance'),
    management: t('management'),
  }
  return (
    <div className="mx-auto flex w-full max-w-[1264px] flex-col gap-x-16 gap-y-8 px-4 pt-10 md:px-8 lg:flex-row lg:pt-14">
      <DocNav labels={labels} />
      <ClientTexts area="docs">{children}</ClientTexts>
    </div>
  )
}
