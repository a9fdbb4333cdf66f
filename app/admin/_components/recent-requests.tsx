import { useTranslations } from 'next-intl'
import { formatDuration } from '@/components/pieces/format-duration'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { UsageRecordJson } from '@/lib/usage'
import { MonoId } from './mono-id'
import { RequestStatus } from './request-status'

/** A few requests, for the page of what they belong to. */
export function RecentRequests({ records, label }: { records: readonly UsageRecordJson[]; label: string }) {
  const t = useTranslations('admin.requests')
  if (records.length === 0) {
    return (
      <Card>
        <p className="px-4 py-8 text-center text-ink-soft text-sm">{t('empty.title')}</p>
      </Card>
    )
  }
  return (
    <Card className="overflow-hidden">
      <Table label={label}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>{t('columns.request')}</TableHead>
            <TableHead>{t('columns.time')}</TableHead>
            <TableHead>{t('columns.status')}</TableHead>
            <TableHead>{t('columns.model')}</TableHead>
            <TableHead numeric>{t('columns.cost')}</TableHead>
            <TableHead numeric>{t('columns.duration')}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {records.map((record) => (
            <TableRow key={record.requestId}>
              <TableCell>
                <MonoId id={record.requestId} href={`/admin/requests/${record.requestId}`} short />
              </TableCell>
              <TableCell>
                <RelativeTime at={record.createdAt} />
              </TableCell>
              <TableCell>
                <RequestStatus status={record.status} errorCode={record.errorCode} />
              </TableCell>
              <TableCell className="whitespace-nowrap">{record.requestedModel}</TableCell>
              <TableCell numeric>
                <Money nanoUsd={record.chargedNanoUsd} />
              </TableCell>
              <TableCell numeric className="whitespace-nowrap">
                {formatDuration(record.durationMs)}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}
