import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody, Section } from '@/components/layout/section'
import { Passage } from '@/components/pieces/passage'
import { Card, CardContent } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { requireAdmin } from '@/lib/auth'
import { lookUpNames, traceRequest } from '@/lib/operations'
import { findUsageRecord, getReceipt } from '@/lib/usage'
import { RequestStatus } from '../../_components/request-status'
import { TransferTable } from '../../_components/transfer-table'
import { AttemptTable } from './_components/attempt-table'
import { passageOf } from './_components/passage-of'
import { RequestFacts } from './_components/request-facts'
import { RequestReceipt } from './_components/request-receipt'
import { RunningRequest } from './_components/running-request'

type RequestPageProps = { params: Promise<{ requestId: string }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.request')
  return { title: t('title') }
}

export default async function RequestPage({ params }: RequestPageProps) {
  await requireAdmin()
  const { requestId } = await params
  const [t, record, trace] = await Promise.all([
    getTranslations('admin.request'),
    findUsageRecord(requestId),
    traceRequest(requestId),
  ])
  const crumbs = [
    { label: t('admin'), href: '/admin' },
    { label: t('requests'), href: '/admin/requests' },
    { label: t('title') },
  ]
  const title = <span className="break-all font-mono text-xl">{requestId}</span>
  if (!record) {
    if (!trace.hold) notFound()
    return (
      <>
        <PageHeader title={title} crumbs={crumbs} description={t('running')} />
        <RunningRequest hold={trace.hold} />
      </>
    )
  }
  const accountIds = [...new Set(record.attempts.map((attempt) => attempt.accountId))]
  const [names, { receipt }] = await Promise.all([
    lookUpNames({ userIds: [record.userId], keyIds: [record.keyId], poolIds: [record.poolId], accountIds }),
    getReceipt(requestId),
  ])
  return (
    <>
      <PageHeader
        title={title}
        crumbs={crumbs}
        aside={
          <>
            <RequestStatus status={record.status} errorCode={record.errorCode} />
            <CopyButton value={requestId} label={t('copy')} />
          </>
        }
      />
      <PageBody>
        <Section title={t('passage.title')}>
          <Card>
            <CardContent>
              <Passage {...passageOf(record, (id) => names[id] ?? id)} />
            </CardContent>
          </Card>
        </Section>
        <Section title={t('attempts.title')} description={t('attempts.description')}>
          <AttemptTable attempts={record.attempts} names={names} />
        </Section>
        <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_24rem]">
          <div className="flex min-w-0 flex-col gap-8">
            <Section title={t('facts.title')}>
              <RequestFacts record={record} names={names} />
            </Section>
            <Section title={t('transfers.title')} description={t('transfers.description')}>
              <TransferTable transfers={trace.transfers} label={t('transfers.title')} />
            </Section>
          </div>
          <Section title={t('receipt.title')}>
            <RequestReceipt record={record} receipt={receipt} />
          </Section>
        </div>
      </PageBody>
    </>
  )
}
