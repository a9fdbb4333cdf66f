import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Badge } from '@/components/ui/badge'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { type ErrorCode, errorRow, errorTable } from '@/lib/errors'
import { DocPage, DocSection } from '../_components/doc-page'
import { docTags } from '../_components/doc-tags'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('docs.errors')
  return { title: t('title'), description: t('lead') }
}

const isCode = (code: string): code is ErrorCode => Object.hasOwn(errorTable, code)
const codes = Object.keys(errorTable)
  .filter(isCode)
  .sort((a, b) => errorRow(a).status - errorRow(b).status)

export default async function ErrorsPage() {
  const t = await getTranslations('docs.errors')
  return (
    <DocPage title={t('title')} lead={t('lead')}>
      <DocSection id="shape" title={t('shape.title')}>
        {t.rich('shape.body', docTags)}
      </DocSection>
      <DocSection id="codes" title={t('table')}>
        <div className="overflow-hidden rounded-lg border border-line bg-surface leading-5">
          <Table label={t('table')}>
            <TableHeader>
              <TableRow className="hover:bg-transparent">
                <TableHead>{t('code')}</TableHead>
                <TableHead numeric>{t('status')}</TableHead>
                <TableHead>{t('meaning')}</TableHead>
                <TableHead>{t('retry')}</TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {codes.map((code) => (
                <TableRow key={code} id={code}>
                  <TableCell className="font-mono text-xs">{code}</TableCell>
                  <TableCell numeric>{errorRow(code).status}</TableCell>
                  <TableCell className="min-w-72 py-2.5">{t(`codes.${code}`)}</TableCell>
                  <TableCell>
                    {errorRow(code).retryable ? <Badge tone="active">{t('retryYes')}</Badge> : t('retryNo')}
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </div>
      </DocSection>
    </DocPage>
  )
}
