'use client'

import type { ColumnDef } from '@tanstack/react-table'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { formatDuration } from '@/components/pieces/format-duration'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import { TokenCount } from '@/components/pieces/token-count'
import type { UsageRecordJson } from '@/lib/usage'
import { MonoId } from '../../_components/mono-id'
import { RequestStatus } from '../../_components/request-status'

type Named = readonly { id: string; name: string }[]

export function useRequestColumns(
  names: Readonly<Record<string, string>>,
  accounts: Named,
): ColumnDef<UsageRecordJson>[] {
  const t = useTranslations('admin.requests')
  return useMemo(() => {
    const accountNames = new Map(accounts.map((account) => [account.id, account.name]))
    const duration = (ms: number | null) => (ms === null ? '—' : formatDuration(ms))
    return [
      {
        id: 'request',
        header: t('columns.request'),
        enableHiding: false,
        cell: ({ row: { original } }) => (
          <MonoId id={original.requestId} href={`/admin/requests/${original.requestId}`} short />
        ),
      },
      { id: 'time', header: t('columns.time'), cell: ({ row }) => <RelativeTime at={row.original.createdAt} /> },
      {
        id: 'status',
        header: t('columns.status'),
        cell: ({ row: { original } }) => <RequestStatus status={original.status} errorCode={original.errorCode} />,
      },
      {
        id: 'user',
        header: t('columns.user'),
        cell: ({ row: { original } }) => (
          <Link
            href={`/admin/users/${original.userId}`}
            className="focus-ring block max-w-32 truncate rounded-sm underline decoration-edge underline-offset-4 hover:decoration-ink"
          >
            {names[original.userId] ?? original.userId}
          </Link>
        ),
      },
      {
        id: 'model',
        header: t('columns.model'),
        cell: ({ row }) => (
          <span className="block max-w-40 truncate" title={row.original.requestedModel}>
            {row.original.requestedModel}
          </span>
        ),
      },
      {
        id: 'account',
        header: t('columns.account'),
        cell: ({ row: { original } }) => (
          <span className="block max-w-32 truncate">
            {original.accountId === null ? '—' : (accountNames.get(original.accountId) ?? original.accountId)}
          </span>
        ),
      },
      {
        id: 'attempts',
        header: t('columns.attempts'),
        meta: { numeric: true },
        cell: ({ row }) => row.original.attempts.length,
      },
      {
        id: 'tokens',
        header: t('columns.tokens'),
        meta: { numeric: true },
        cell: ({ row }) => <TokenCount value={allTokens(row.original)} />,
      },
      {
        id: 'cost',
        header: t('columns.cost'),
        meta: { numeric: true },
        cell: ({ row }) => <Money nanoUsd={row.original.chargedNanoUsd} />,
      },
      {
        id: 'firstToken',
        header: t('columns.firstToken'),
        meta: { numeric: true, className: 'whitespace-nowrap' },
        cell: ({ row }) => duration(row.original.firstTokenMs),
      },
      {
        id: 'duration',
        header: t('columns.duration'),
        // The charge comes first where there is room for one of them.
        meta: { numeric: true, className: 'whitespace-nowrap max-[1400px]:hidden' },
        cell: ({ row }) => duration(row.original.durationMs),
      },
    ]
  }, [t, names, accounts])
}

const allTokens = (record: UsageRecordJson): number =>
  record.inputTokens +
  record.cachedInputTokens +
  record.cacheWrite5mTokens +
  record.cacheWrite1hTokens +
  record.outputTokens
