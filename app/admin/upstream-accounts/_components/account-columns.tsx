'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { LaneMeter } from '@/components/pieces/lane-meter'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Badge } from '@/components/ui/badge'
import { Checkbox } from '@/components/ui/checkbox'
import type { AccountRecord, LiveAccount } from '@/lib/operations'
import type { UpstreamAccountView } from '@/lib/upstream-accounts'
import type { PoolChoice } from './account-dialog'
import type { AccountHealth } from './account-health'
import { AccountMenu } from './account-menu'
import { AccountStatus } from './account-status'

export type AccountRow = {
  account: UpstreamAccountView
  load: LiveAccount | undefined
  record: AccountRecord | undefined
  health: AccountHealth
}

type Handlers = {
  onEdit: (account: UpstreamAccountView) => void
  onTest: (account: UpstreamAccountView) => void
  /** Null for those who may change nothing. */
  selection: { selected: ReadonlySet<string>; toggle: (accountId: string) => void } | null
}

export function useAccountColumns(
  pools: readonly PoolChoice[],
  { onEdit, onTest, selection }: Handlers,
): ColumnDef<AccountRow>[] {
  const t = useTranslations('admin.accounts')
  return useMemo(() => {
    const names = new Map(pools.map((pool) => [pool.id, pool.name]))
    return [
      ...(selection ? [selectColumn(t, selection)] : []),
      { id: 'name', header: t('columns.name'), enableHiding: false, cell: ({ row }) => <Name row={row.original} /> },
      {
        id: 'status',
        header: t('columns.status'),
        cell: ({ row: { original } }) => (
          <AccountStatus account={original.account} health={original.health} running={original.load?.running} />
        ),
      },
      { id: 'load', header: t('columns.load'), cell: ({ row }) => <Load row={row.original} /> },
      {
        id: 'success',
        header: t('columns.success'),
        meta: { numeric: true },
        cell: ({ row }) => <Success record={row.original.record} />,
      },
      {
        id: 'priority',
        header: t('columns.priority'),
        meta: { numeric: true },
        cell: ({ row }) => row.original.account.priority,
      },
      {
        id: 'pools',
        header: t('columns.pools'),
        cell: ({ row }) => <Pools ids={row.original.account.poolIds} names={names} />,
      },
      {
        id: 'error',
        header: t('columns.error'),
        cell: ({ row }) => <LastError error={row.original.account.lastError} />,
      },
      {
        id: 'menu',
        header: () => <span className="sr-only">{t('columns.menu')}</span>,
        enableHiding: false,
        cell: ({ row }) => <AccountMenu account={row.original.account} onEdit={onEdit} onTest={onTest} />,
      },
    ]
  }, [t, pools, onEdit, onTest, selection])
}

function selectColumn(
  t: ReturnType<typeof useTranslations<'admin.accounts'>>,
  { selected, toggle }: NonNullable<Handlers['selection']>,
): ColumnDef<AccountRow> {
  return {
    id: 'select',
    header: () => <span className="sr-only">{t('columns.select')}</span>,
    enableHiding: false,
    cell: ({ row: { original } }) => (
      <Checkbox
        checked={selected.has(original.account.id)}
        onCheckedChange={() => toggle(original.account.id)}
        aria-label={t('selectName', { name: original.account.name })}
      />
    ),
  }
}

function Name({ row: { account } }: { row: AccountRow }) {
  return (
    <div className="flex min-w-44 flex-col py-1">
      <span className="flex items-center gap-2 font-medium">
        {account.name}
        <Badge>{account.protocol}</Badge>
      </span>
      <span className="max-w-64 truncate font-mono text-ink-soft text-xs" title={account.baseUrl}>
        {account.baseUrl}
      </span>
    </div>
  )
}

function Load({ row: { account, load } }: { row: AccountRow }) {
  return (
    <LaneMeter
      running={load?.running ?? 0}
      waiting={load?.waiting ?? 0}
      limit={account.concurrencyLimit === 0 ? null : account.concurrencyLimit}
    />
  )
}

function Success({ record }: { record: AccountRecord | undefined }) {
  const t = useTranslations('admin.accounts')
  if (!record || record.attempts === 0) return <span className="text-ink-soft">—</span>
  const share = record.succeeded / record.attempts
  return (
    <span
      title={t('successOf', { succeeded: record.succeeded, attempts: record.attempts, switched: record.switched })}
      className="flex flex-col tabular-nums"
    >
      <span>{(Math.floor(share * 1_000) / 10).toFixed(share === 1 ? 0 : 1)} %</span>
      <span className="text-ink-soft text-xs">{t('tries', { attempts: record.attempts })}</span>
    </span>
  )
}

function Pools({ ids, names }: { ids: readonly string[]; names: ReadonlyMap<string, string> }) {
  const t = useTranslations('admin.accounts')
  if (ids.length === 0) return <Badge tone="amber">{t('noPool')}</Badge>
  return (
    <span className="flex max-w-48 flex-wrap gap-1">
      {ids.map((id) => (
        <Badge key={id} tone="outline">
          {names.get(id) ?? id}
        </Badge>
      ))}
    </span>
  )
}

function LastError({ error }: { error: unknown }) {
  const parts: Record<string, unknown> = { ...Object(error) }
  const { message, status, failure, at } = parts
  if (typeof at !== 'string') return <span className="text-ink-soft">—</span>
  const what = [status, failure].filter((part) => part !== null && part !== undefined).join(' ')
  return (
    <span className="flex max-w-56 flex-col text-xs" title={typeof message === 'string' ? message : undefined}>
      <span className="truncate">{what}</span>
      <RelativeTime at={at} className="text-ink-soft" />
    </span>
  )
}
