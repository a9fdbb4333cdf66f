'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { TicketIcon } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { SearchBox } from '@/components/data-table/search-box'
import { HealthDot } from '@/components/pieces/health-dot'
import { Money } from '@/components/pieces/money'
import { Badge } from '@/components/ui/badge'
import { Empty } from '@/components/ui/empty'
import type { PlanView } from '@/lib/plans'
import { AddPlan } from './add-plan'
import { PlanDialog, type PoolChoice } from './plan-dialog'
import { PlanMenu } from './plan-menu'

export type PlanRow = { plan: PlanView; subscribers: number }

export function PlansTable({ rows, pools }: { rows: readonly PlanRow[]; pools: readonly PoolChoice[] }) {
  const t = useTranslations('operator.plans')
  const [search, setSearch] = useState('')
  const [edited, setEdited] = useState<PlanView | null>(null)
  const wanted = search.trim().toLowerCase()
  const found = useMemo(
    () => rows.filter(({ plan }) => `${plan.name} ${plan.id}`.toLowerCase().includes(wanted)),
    [rows, wanted],
  )
  return (
    <>
      <DataTable
        label={t('title')}
        columns={useColumns(pools, setEdited)}
        rows={found}
        rowId={(row) => row.plan.id}
        filtered={wanted !== ''}
        onClearFilters={() => setSearch('')}
        toolbar={<SearchBox label={t('search')} value={search} onChange={setSearch} />}
        empty={
          <Empty
            icon={TicketIcon}
            title={t('empty.title')}
            description={t('empty.description')}
            action={<AddPlan pools={pools} secondary />}
          />
        }
      />
      {edited && <PlanDialog plan={edited} pools={pools} open onOpenChange={(open) => !open && setEdited(null)} />}
    </>
  )
}

function useColumns(pools: readonly PoolChoice[], onEdit: (plan: PlanView) => void): ColumnDef<PlanRow>[] {
  const t = useTranslations('operator.plans')
  return useMemo(() => {
    const names = new Map(pools.map((pool) => [pool.id, pool.name]))
    return [
      { id: 'name', header: t('columns.name'), enableHiding: false, cell: ({ row }) => <Name row={row.original} /> },
      { id: 'sale', header: t('columns.sale'), cell: ({ row }) => <Sale plan={row.original.plan} /> },
      {
        id: 'price',
        header: t('columns.price'),
        meta: { numeric: true },
        cell: ({ row: { original } }) => (
          <span className="whitespace-nowrap">
            <Money nanoUsd={original.plan.priceNanoUsd} /> {t(`per.${original.plan.interval}`)}
          </span>
        ),
      },
      { id: 'allowance', header: t('columns.allowance'), cell: ({ row }) => <Allowances plan={row.original.plan} /> },
      {
        id: 'limit',
        header: t('columns.limit'),
        meta: { numeric: true },
        cell: ({ row }) => row.original.plan.concurrencyLimit ?? '—',
      },
      {
        id: 'pools',
        header: t('columns.pools'),
        cell: ({ row }) => <Pools ids={row.original.plan.poolIds} names={names} />,
      },
      {
        id: 'subscribers',
        header: t('columns.subscribers'),
        meta: { numeric: true },
        cell: ({ row }) => row.original.subscribers,
      },
      {
        id: 'menu',
        header: () => <span className="sr-only">{t('columns.menu')}</span>,
        enableHiding: false,
        cell: ({ row }) => <PlanMenu plan={row.original.plan} onEdit={onEdit} />,
      },
    ]
  }, [t, pools, onEdit])
}

function Name({ row: { plan } }: { row: PlanRow }) {
  return (
    <span className="flex min-w-36 flex-col py-1">
      <Link
        href={`/admin/plans/${plan.id}`}
        className="focus-ring w-fit rounded-sm font-medium underline decoration-edge underline-offset-4 hover:decoration-ink"
      >
        {plan.name}
      </Link>
      <span className="max-w-64 truncate text-ink-soft text-xs">{plan.description}</span>
    </span>
  )
}

function Sale({ plan }: { plan: PlanView }) {
  const t = useTranslations('operator.plans')
  return plan.forSale ? (
    <HealthDot status="ok" label={t('forSale')} />
  ) : (
    <HealthDot status="off" label={t('hidden')} reason={t('hiddenReason')} />
  )
}

const windows = [
  ['day', 'allowanceDayNanoUsd'],
  ['week', 'allowanceWeekNanoUsd'],
  ['month', 'allowanceMonthNanoUsd'],
] as const

function Allowances({ plan }: { plan: PlanView }) {
  const t = useTranslations('operator.plans')
  const given = windows.flatMap(([kind, field]) => (plan[field] === null ? [] : [{ kind, amount: plan[field] }]))
  if (given.length === 0) return <span className="text-ink-soft">{t('noAllowance')}</span>
  return (
    <span className="flex flex-col whitespace-nowrap text-xs">
      {given.map(({ kind, amount }) => (
        <span key={kind}>
          <Money nanoUsd={amount} /> {t(`per.${kind}`)}
        </span>
      ))}
    </span>
  )
}

function Pools({ ids, names }: { ids: readonly string[]; names: ReadonlyMap<string, string> }) {
  const t = useTranslations('operator.plans')
  if (ids.length === 0) return <span className="text-ink-soft">{t('everyPool')}</span>
  return (
    <span className="flex max-w-56 flex-wrap gap-1">
      {ids.map((id) => (
        <Badge key={id} tone="outline">
          {names.get(id) ?? id}
        </Badge>
      ))}
    </span>
  )
}
