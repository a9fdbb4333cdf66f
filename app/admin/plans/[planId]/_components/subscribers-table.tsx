'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { UsersIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { TextLink } from '@/components/layout/text-link'
import { RelativeTime } from '@/components/pieces/relative-time'
import type { CursorPaginationProps } from '@/components/ui/cursor-pagination'
import { Empty } from '@/components/ui/empty'
import type { PlanSubscriber } from '@/lib/operations'
import { SubscriptionStatus } from '../../../_components/subscription-status'

type SubscribersTableProps = { rows: readonly PlanSubscriber[]; pagination: CursorPaginationProps }

export function SubscribersTable({ rows, pagination }: SubscribersTableProps) {
  const t = useTranslations('operator.plans.subscribers')
  const columns = useMemo(
    (): ColumnDef<PlanSubscriber>[] => [
      {
        id: 'user',
        header: t('user'),
        enableHiding: false,
        cell: ({ row: { original } }) => <TextLink href={`/admin/users/${original.userId}`}>{original.email}</TextLink>,
      },
      {
        id: 'status',
        header: t('status'),
        cell: ({ row }) => <SubscriptionStatus subscription={row.original} />,
      },
      { id: 'since', header: t('since'), cell: ({ row }) => <RelativeTime at={row.original.startedAt} /> },
      { id: 'until', header: t('until'), cell: ({ row }) => <RelativeTime at={row.original.periodEnd} /> },
      {
        id: 'paidBy',
        header: t('paidBy'),
        cell: ({ row }) => t(row.original.stripeSubscriptionId === null ? 'granted' : 'stripe'),
      },
    ],
    [t],
  )
  return (
    <DataTable
      label={t('title')}
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      pagination={pagination}
      empty={<Empty icon={UsersIcon} title={t('emptyTitle')} description={t('emptyDescription')} />}
    />
  )
}
