import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { UsageRecord } from '@/lib/usage'
import { RequestStatus } from '../../_components/request-status'

type RecentRequestsProps = { records: readonly UsageRecord[]; keyNames: ReadonlyMap<string, string> }

export async function RecentRequests({ records, keyNames }: RecentRequestsProps) {
  const t = await getTranslations('overview.recent')
  if (records.length === 0) return <p className="p-4 text-ink-soft text-sm">{t('empty')}</p>
  return (
    <Table label={t('title')}>
      <TableHeader>
        <TableRow className="hover:bg-transparent">
          <TableHead>{t('time')}</TableHead>
          <TableHead>{t('model')}</TableHead>
          <TableHead>{t('key')}</TableHead>
          <TableHead>{t('status')}</TableHead>
          <TableHead numeric>{t('cost')}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {records.map((record) => (
          <TableRow key={record.requestId}>
            <TableCell>
              <Link
                href={`/usage?request=${record.requestId}`}
                className="focus-ring rounded-sm underline-offset-4 hover:underline"
              >
                <RelativeTime at={record.createdAt} />
              </Link>
            </TableCell>
            <TableCell className="whitespace-nowrap font-mono text-xs">{record.requestedModel}</TableCell>
            <TableCell className="max-w-48 truncate">{keyNames.get(record.keyId) ?? record.keyId}</TableCell>
            <TableCell>
              <RequestStatus status={record.status} />
            </TableCell>
            <TableCell numeric>
              <Money nanoUsd={record.chargedNanoUsd} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
