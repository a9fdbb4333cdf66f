'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { ArrowRightLeftIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { SearchBox } from '@/components/data-table/search-box'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Badge } from '@/components/ui/badge'
import type { CursorPaginationProps } from '@/components/ui/cursor-pagination'
import { Empty } from '@/components/ui/empty'
import type { TransferView } from '@/lib/ledger'
import { LedgerAccountName } from '../../_components/ledger-account-name'
import { MonoId } from '../../_components/mono-id'
import { useFilters } from '../../_components/use-filters'
import { transferFilters, transferKinds } from '../search-params'

type TransfersTableProps = { transfers: readonly TransferView[]; pagination: CursorPaginationProps }

export function TransfersTable({ transfers, pagination }: TransfersTableProps) {
  const t = useTranslations('admin.ledger')
  const { values, set, clear, loading, filtered } = useFilters(transferFilters)
  return (
    <DataTable
      label={t('transfers.title')}
      columns={useColumns()}
      rows={transfers}
      rowId={(transfer) => transfer.id}
      loading={loading}
      filtered={filtered}
      onClearFilters={clear}
      pagination={pagination}
      empty={<Empty icon={ArrowRightLeftIcon} title={t('empty.title')} description={t('empty.description')} />}
      toolbar={
        <>
          <SearchBox label={t('search')} value={values.user} onChange={(user) => set({ user: user.trim() })} />
          <FilterSelect
            label={t('kind')}
            value={values.kind}
            onChange={(kind) => set({ kind })}
            allLabel={t('everyKind')}
            options={transferKinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          />
        </>
      }
    />
  )
}

function useColumns(): ColumnDef<TransferView>[] {
  const t = useTranslations('admin.transfers')
  return useMemo(
    () => [
      {
        id: 'time',
        header: t('time'),
        enableHiding: false,
        cell: ({ row }) => <RelativeTime at={row.original.createdAt} />,
      },
      { id: 'kind', header: t('kind'), cell: ({ row }) => <Badge>{row.original.kind}</Badge> },
      { id: 'from', header: t('from'), cell: ({ row }) => <LedgerAccountName account={row.original.debitAccount} /> },
      { id: 'to', header: t('to'), cell: ({ row }) => <LedgerAccountName account={row.original.creditAccount} /> },
      {
        id: 'amount',
        header: t('amount'),
        meta: { numeric: true },
        cell: ({ row }) => <Money nanoUsd={row.original.amountNanoUsd} />,
      },
      { id: 'cause', header: t('cause'), cell: ({ row }) => <Cause transfer={row.original} /> },
      { id: 'id', header: t('id'), cell: ({ row }) => <MonoId id={row.original.id} short /> },
    ],
    [t],
  )
}

function Cause({ transfer }: { transfer: TransferView }) {
  const { requestId, memo, causeKind } = transfer
  if (requestId !== null) return <MonoId id={requestId} href={`/admin/requests/${requestId}`} short />
  return <span className="block max-w-56 truncate">{memo || causeKind || '—'}</span>
}
