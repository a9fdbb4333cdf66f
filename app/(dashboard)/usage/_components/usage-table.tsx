'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { useTranslations } from 'next-intl'
import { type ReactNode, useMemo } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { formatDuration } from '@/components/pieces/format-duration'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import { TokenCount } from '@/components/pieces/token-count'
import type { CursorPaginationProps } from '@/components/ui/cursor-pagination'
import { RequestStatus } from '../../_components/request-status'
import type { UsageTableRow } from './usage-row'
import { UsageToolbar } from './usage-toolbar'
import { useUsageQuery } from './use-usage-query'

type Choice = { value: string; label: string }

type UsageTableProps = {
  rows: readonly UsageTableRow[]
  keys: readonly Choice[]
  models: readonly Choice[]
  empty: ReactNode
  pagination: CursorPaginationProps
}

const numeric = { numeric: true }
const duration = (ms: number | null) => (ms === null ? '—' : formatDuration(ms))

export function UsageTable({ rows, keys, models, empty, pagination }: UsageTableProps) {
  const t = useTranslations('usage')
  const state = useUsageQuery()
  const { query, pending, filtered, clear, open } = state
  const columns = useUsageColumns(open)
  return (
    <DataTable
      label={t('title')}
      columns={columns}
      rows={rows}
      rowId={(row) => row.requestId}
      filtered={filtered}
      onClearFilters={clear}
      onRowClick={(row) => open(row.requestId)}
      selectedId={query.request}
      toolbar={<UsageToolbar state={state} keys={keys} models={models} />}
      empty={empty}
      pagination={pagination}
      className={pending ? 'opacity-60 transition-opacity delay-200' : ''}
    />
  )
}

function useUsageColumns(open: (request: string) => void): ColumnDef<UsageTableRow>[] {
  const t = useTranslations('usage')
  return useMemo<ColumnDef<UsageTableRow>[]>(
    () => [
      {
        id: 'time',
        header: t('columns.time'),
        enableHiding: false,
        cell: ({ row: { original } }) => (
          <button
            type="button"
            onClick={() => open(original.requestId)}
            aria-label={t('openRow', { id: original.requestId })}
            className="focus-ring touch-target rounded-sm underline-offset-4 hover:underline"
          >
            <RelativeTime at={original.createdAt} />
          </button>
        ),
      },
      {
        id: 'model',
        header: t('columns.model'),
        cell: ({ row }) => <span className="whitespace-nowrap font-mono text-xs">{row.original.model}</span>,
      },
      {
        id: 'key',
        header: t('columns.key'),
        cell: ({ row }) => <span className="block max-w-44 truncate">{row.original.keyName}</span>,
      },
      { id: 'status', header: t('columns.status'), cell: ({ row }) => <RequestStatus status={row.original.status} /> },
      {
        id: 'stream',
        header: t('columns.stream'),
        cell: ({ row }) => <span className="text-ink-soft">{t(row.original.stream ? 'streamYes' : 'streamNo')}</span>,
      },
      {
        id: 'input',
        header: t('columns.input'),
        meta: numeric,
        cell: ({ row }) => <TokenCount value={row.original.inputTokens} />,
      },
      {
        id: 'cached',
        header: t('columns.cached'),
        meta: numeric,
        cell: ({ row }) => <TokenCount value={row.original.cachedTokens} />,
      },
      {
        id: 'output',
        header: t('columns.output'),
        meta: numeric,
        cell: ({ row }) => <TokenCount value={row.original.outputTokens} />,
      },
      {
        id: 'cost',
        header: t('columns.cost'),
        meta: numeric,
        cell: ({ row }) => <Money nanoUsd={row.original.chargedNanoUsd} />,
      },
      {
        id: 'firstToken',
        header: t('columns.firstToken'),
        meta: numeric,
        cell: ({ row }) => duration(row.original.firstTokenMs),
      },
      {
        id: 'duration',
        header: t('columns.duration'),
        meta: numeric,
        cell: ({ row }) => duration(row.original.durationMs),
      },
    ],
    [t, open],
  )
}
