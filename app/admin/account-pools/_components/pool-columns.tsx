'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { HealthDot } from '@/components/pieces/health-dot'
import { LaneMeter } from '@/components/pieces/lane-meter'
import { Badge } from '@/components/ui/badge'
import type { AccountPoolView } from '@/lib/account-pools'
import type { LiveSnapshot } from '@/lib/operations'
import type { AccountChoice } from './pool-dialog'
import { PoolMenu } from './pool-menu'

export type PoolRow = { pool: AccountPoolView; load: LiveSnapshot['pools'][number] | undefined }

export function usePoolColumns(
  accounts: readonly AccountChoice[],
  onEdit: (pool: AccountPoolView) => void,
): ColumnDef<PoolRow>[] {
  const t = useTranslations('admin.pools')
  return useMemo(() => {
    const names = new Map(accounts.map((account) => [account.id, account.name]))
    return [
      {
        id: 'name',
        header: t('columns.name'),
        enableHiding: false,
        cell: ({ row: { original } }) => (
          <div className="flex min-w-44 flex-col py-1">
            <span className="font-medium">{original.pool.name}</span>
            <span className="max-w-72 truncate text-ink-soft text-xs">{original.pool.description}</span>
          </div>
        ),
      },
      {
        id: 'status',
        header: t('columns.status'),
        cell: ({ row: { original } }) => <PoolStatus pool={original.pool} />,
      },
      {
        id: 'load',
        header: t('columns.load'),
        cell: ({ row: { original } }) => (
          <LaneMeter running={original.load?.running ?? 0} waiting={original.load?.waiting ?? 0} limit={null} />
        ),
      },
      {
        id: 'queue',
        header: t('columns.queue'),
        meta: { numeric: true },
        cell: ({ row: { original } }) => `${original.load?.waiting ?? 0} / ${original.pool.maxWaiting}`,
      },
      {
        id: 'accounts',
        header: t('columns.accounts'),
        cell: ({ row: { original } }) => <Members ids={original.pool.accountIds} names={names} />,
      },
      {
        id: 'multiplier',
        header: t('columns.multiplier'),
        meta: { numeric: true },
        cell: ({ row: { original } }) => `× ${original.pool.rateMultiplier}`,
      },
      {
        id: 'visibility',
        header: t('columns.visibility'),
        cell: ({ row: { original } }) => t(`visibilities.${original.pool.visibility}`),
      },
      {
        id: 'menu',
        header: () => <span className="sr-only">{t('columns.menu')}</span>,
        enableHiding: false,
        cell: ({ row: { original } }) => <PoolMenu pool={original.pool} onEdit={onEdit} />,
      },
    ]
  }, [t, accounts, onEdit])
}

function PoolStatus({ pool }: { pool: AccountPoolView }) {
  const t = useTranslations('admin.pools')
  if (pool.status === 'closed') return <HealthDot status="off" label={t('closed')} reason={t('closedReason')} />
  if (pool.accountIds.length === 0) return <HealthDot status="broken" label={t('bare')} reason={t('bareReason')} />
  return <HealthDot status="ok" label={t('open')} />
}

const shownNames = 3

function Members({ ids, names }: { ids: readonly string[]; names: ReadonlyMap<string, string> }) {
  const t = useTranslations('admin.pools')
  if (ids.length === 0) return <span className="text-ink-soft">{t('noAccounts')}</span>
  const rest = ids.length - shownNames
  return (
    <span className="flex max-w-72 flex-wrap gap-1">
      {ids.slice(0, shownNames).map((id) => (
        <Badge key={id} tone="outline">
          {names.get(id) ?? id}
        </Badge>
      ))}
      {rest > 0 && <Badge>{t('moreAccounts', { count: rest })}</Badge>}
    </span>
  )
}
