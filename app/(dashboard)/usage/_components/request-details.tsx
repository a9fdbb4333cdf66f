import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { EndReason } from '@/app/_receipts/end-reason'
import { Passage } from '@/components/pieces/passage'
import { Empty } from '@/components/ui/empty'
import { AppError } from '@/lib/errors'
import { getReceipt } from '@/lib/usage'
import { RequestStatus } from '../../_components/request-status'
import { passageOf } from './passage-of'
import { UsageReceipt } from './usage-receipt'

type Found = Awaited<ReturnType<typeof getReceipt>>

async function findReceipt(requestId: string, userId: string): Promise<Found | null> {
  try {
    return await getReceipt(requestId, userId)
  } catch (error) {
    // Another's request is the same "not found" as none, and an ordinary answer here.
    if (error instanceof AppError && error.code === 'not_found') return null
    throw error
  }
}

type RequestDetailsProps = { requestId: string; userId: string; keyNames: ReadonlyMap<string, string> }

/** How a request went, how long each part took, and what it cost. */
export async function RequestDetails({ requestId, userId, keyNames }: RequestDetailsProps) {
  const [t, found] = await Promise.all([getTranslations('usage'), findReceipt(requestId, userId)])
  if (!found) {
    return <Empty variant="no-match" title={t('panel.missingTitle')} description={t('panel.missingBody')} />
  }
  const { record } = found
  const attemptLabel = (number: number) => t('panel.attempt', { number })
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-col items-start gap-2">
        <RequestStatus status={record.status} />
        <p className="text-sm">{t(`explain.${record.status}`)}</p>
      </div>
      <section aria-label={t('panel.time')}>
        <Passage {...passageOf(record, attemptLabel)} />
      </section>
      <UsageReceipt record={record} receipt={found.receipt} />
      <section aria-label={t('panel.details')}>
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-sm">
          <Detail label={t('panel.key')}>{keyNames.get(record.keyId) ?? record.keyId}</Detail>
          <Detail label={t('panel.endpoint')}>
            <span className="font-mono text-xs">{record.endpoint}</span>
          </Detail>
          <Detail label={t('panel.source')}>{t(`source.${record.usageSource}`)}</Detail>
          {record.errorCode && (
            <Detail label={t('panel.error')}>
              <span className="font-mono text-xs">{record.errorCode}</span>
            </Detail>
          )}
          {record.endReason && (
            <Detail label={t('panel.endReason')}>
              <EndReason reason={record.endReason} />
            </Detail>
          )}
        </dl>
      </section>
    </div>
  )
}

function Detail({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}
