'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { UsersIcon } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { SearchBox } from '@/components/data-table/search-box'
import { LaneMeter } from '@/components/pieces/lane-meter'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Badge } from '@/components/ui/badge'
import type { CursorPaginationProps } from '@/components/ui/cursor-pagination'
import { Empty } from '@/components/ui/empty'
import type { UserSummary } from '@/lib/operations'
import type { UserView } from '@/lib/users'
import { useLive } from '../../_components/live-provider'
import { useFilters } from '../../_components/use-filters'
import { userFilters, userRoles, userStatuses } from '../search-params'
import { UserMenu } from './user-menu'
import { UserStatus } from './user-status'

type UserRow = { user: UserView; summary: UserSummary | undefined; running: number }

type UsersTableProps = {
  users: readonly UserView[]
  summaries: readonly UserSummary[]
  pagination: CursorPaginationProps
}

export function UsersTable({ users, summaries, pagination }: UsersTableProps) {
  const t = useTranslations('admin.users')
  const { values, set, clear, loading, filtered } = useFilters(userFilters)
  const live = useLive().snapshot?.users
  const rows = useMemo(() => {
    const known = new Map(summaries.map((summary) => [summary.userId, summary]))
    const running = new Map(live?.map((each) => [each.id, each.running]))
    return users.map((user) => {
      const summary = known.get(user.id)
      return { user, summary, running: live ? (running.get(user.id) ?? 0) : (summary?.running ?? 0) }
    })
  }, [users, summaries, live])
  return (
    <DataTable
      label={t('title')}
      columns={useColumns()}
      rows={rows}
      rowId={(row) => row.user.id}
      loading={loading}
      filtered={filtered}
      onClearFilters={clear}
      pagination={pagination}
      empty={<Empty icon={UsersIcon} title={t('empty.title')} description={t('empty.description')} />}
      toolbar={
        <>
          <SearchBox label={t('search')} value={values.search} onChange={(search) => set({ search })} />
          <FilterSelect
            label={t('columns.role')}
            value={values.role}
            onChange={(value) => set({ role: userRoles.find((known) => known === value) ?? null })}
            allLabel={t('everyRole')}
            options={userRoles.map((value) => ({ value, label: t(`roles.${value}`) }))}
          />
          <FilterSelect
            label={t('columns.status')}
            value={values.status}
            onChange={(value) => set({ status: userStatuses.find((known) => known === value) ?? null })}
            allLabel={t('everyStatus')}
            options={userStatuses.map((value) => ({ value, label: t(`statuses.${value}`) }))}
          />
        </>
      }
    />
  )
}

function useColumns(): ColumnDef<UserRow>[] {
  const t = useTranslations('admin.users')
  return useMemo(
    () => [
      {
        id: 'user',
        header: t('columns.user'),
        enableHiding: false,
        cell: ({ row }) => <Person user={row.original.user} />,
      },
      { id: 'status', header: t('columns.status'), cell: ({ row }) => <UserStatus user={row.original.user} /> },
      {
        id: 'balance',
        header: t('columns.balance'),
        meta: { numeric: true },
        cell: ({ row }) => <Money nanoUsd={row.original.summary?.balanceNanoUsd ?? '0'} />,
      },
      {
        id: 'held',
        header: t('columns.held'),
        meta: { numeric: true },
        cell: ({ row }) => <Money nanoUsd={row.original.summary?.heldNanoUsd ?? '0'} />,
      },
      {
        id: 'spent',
        header: t('columns.spent'),
        meta: { numeric: true },
        cell: ({ row }) => <Money nanoUsd={row.original.summary?.spentTodayNanoUsd ?? '0'} />,
      },
      {
        id: 'keys',
        header: t('columns.keys'),
        meta: { numeric: true },
        cell: ({ row }) => row.original.summary?.liveKeys ?? 0,
      },
      {
        id: 'running',
        header: t('columns.running'),
        cell: ({ row: { original } }) => (
          <LaneMeter
            running={original.running}
            waiting={original.summary?.waiting ?? 0}
            limit={original.user.concurrencyLimit || null}
          />
        ),
      },
      {
        id: 'created',
        header: t('columns.created'),
        cell: ({ row }) => <RelativeTime at={row.original.user.createdAt} className="text-ink-soft" />,
      },
      {
        id: 'menu',
        header: () => <span className="sr-only">{t('columns.menu')}</span>,
        enableHiding: false,
        cell: ({ row }) => <UserMenu user={row.original.user} />,
      },
    ],
    [t],
  )
}

function Person({ user }: { user: UserView }) {
  const t = useTranslations('admin.users')
  return (
    <div className="flex min-w-48 flex-col py-1">
      <span className="flex items-center gap-2">
        <Link
          href={`/admin/users/${user.id}`}
          className="focus-ring max-w-64 truncate rounded-sm font-medium underline decoration-edge underline-offset-4 hover:decoration-ink"
        >
          {user.email}
        </Link>
        {user.role !== 'customer' && <Badge tone="strong">{t(`roles.${user.role}`)}</Badge>}
      </span>
      <span className="max-w-64 truncate text-ink-soft text-xs">{user.name || user.id}</span>
    </div>
  )
}
