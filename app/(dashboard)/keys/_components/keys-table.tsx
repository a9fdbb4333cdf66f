'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { useTranslations } from 'next-intl'
import { type ReactNode, useMemo } from 'react'
import type { SnippetModels } from '@/app/_snippets/client-snippets'
import { DataTable } from '@/components/data-table/data-table'
import { LaneMeter } from '@/components/pieces/lane-meter'
import { RelativeTime } from '@/components/pieces/relative-time'
import type { CursorPaginationProps } from '@/components/ui/cursor-pagination'
import { KeyLimits } from './key-limits'
import { KeyMenu } from './key-menu'
import type { KeyRow, PoolChoice } from './key-row'
import { KeySpend } from './key-spend'
import { KeyStatus } from './key-status'

type KeysTableProps = {
  rows: readonly KeyRow[]
  pools: readonly PoolChoice[]
  origin: string
  models: SnippetModels
  empty: ReactNode
  toolbar: ReactNode
  pagination: CursorPaginationProps
}

export function KeysTable({ rows, pools, origin, models, ...props }: KeysTableProps) {
  const t = useTranslations('keys')
  const columns = useMemo<ColumnDef<KeyRow>[]>(
    () => [
      {
        id: 'name',
        header: t('columns.name'),
        enableHiding: false,
        cell: ({ row }) => (
          <span className="flex max-w-56 flex-col">
            <span className="truncate font-medium">{row.original.name}</span>
            <span className="font-mono text-ink-soft text-xs">{row.original.maskedKey}</span>
          </span>
        ),
      },
      { id: 'pool', header: t('columns.pool'), cell: ({ row }) => row.original.poolName },
      { id: 'limits', header: t('columns.limits'), cell: ({ row }) => <KeyLimits row={row.original} /> },
      {
        id: 'spend',
        header: t('columns.spend'),
        meta: { numeric: true },
        cell: ({ row }) => <KeySpend row={row.original} />,
      },
      {
        id: 'inFlight',
        header: t('columns.inFlight'),
        cell: ({ row: { original } }) => (
          <LaneMeter
            className="flex"
            running={original.running}
            waiting={original.waiting}
            limit={original.concurrencyLimit}
          />
        ),
      },
      {
        id: 'lastUsed',
        header: t('columns.lastUsed'),
        cell: ({ row: { original } }) =>
          original.lastUsedAt ? (
            <RelativeTime at={original.lastUsedAt} />
          ) : (
            <span className="text-ink-soft">{t('never')}</span>
          ),
      },
      { id: 'status', header: t('columns.status'), cell: ({ row }) => <KeyStatus row={row.original} /> },
      {
        id: 'actions',
        header: () => <span className="sr-only">{t('columns.actions')}</span>,
        enableHiding: false,
        meta: { className: 'w-12' },
        cell: ({ row }) => <KeyMenu row={row.original} pools={pools} origin={origin} models={models} />,
      },
    ],
    [t, pools, origin, models],
  )
  return <DataTable label={t('title')} columns={columns} rows={rows} rowId={(row) => row.id} {...props} />
}
