'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { PercentIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { TextLink } from '@/components/layout/text-link'
import { Money } from '@/components/pieces/money'
import { TokenCount } from '@/components/pieces/token-count'
import { Badge } from '@/components/ui/badge'
import { Empty } from '@/components/ui/empty'
import type { MarginView } from '@/lib/margin'
import { useFilters } from '../../_components/use-filters'
import { marginFilters, marginGroups, marginRanges } from '../search-params'
import { isCostUnknown, shareText } from './share-text'

type Row = MarginView['data'][number]
type Group = (typeof marginGroups)[number]
type MarginTableProps = { rows: readonly Row[]; accounts: readonly { id: string; name: string }[] }

export function MarginTable({ rows, accounts }: MarginTableProps) {
  const t = useTranslations('operator.margin')
  const { values, set, loading } = useFilters(marginFilters)
  return (
    <DataTable
      label={t('title')}
      columns={useColumns(values.groupBy)}
      rows={rows}
      rowId={(row) => row.group}
      loading={loading}
      columnMenu={false}
      empty={<Empty icon={PercentIcon} title={t('empty.title')} description={t('empty.description')} />}
      toolbar={
        <>
          <FilterSelect
            label={t('groupBy')}
            value={values.groupBy === 'model' ? null : values.groupBy}
            onChange={(value) => set({ groupBy: marginGroups.find((known) => known === value) ?? null })}
            allLabel={t('groups.model')}
            options={marginGroups
              .filter((known) => known !== 'model')
              .map((value) => ({ value, label: t(`groups.${value}`) }))}
          />
          <FilterSelect
            label={t('range')}
            value={values.days === '30' ? null : values.days}
            onChange={(value) => set({ days: marginRanges.find((known) => known === value) ?? null })}
            allLabel={t('ranges.30')}
            options={marginRanges
              .filter((known) => known !== '30')
              .map((value) => ({ value, label: t(`ranges.${value}`) }))}
          />
          <FilterSelect
            label={t('account')}
            value={values.account}
            onChange={(account) => set({ account })}
            allLabel={t('everyAccount')}
            options={accounts.map((account) => ({ value: account.id, label: account.name }))}
          />
        </>
      }
    />
  )
}

function useColumns(groupBy: Group): ColumnDef<Row>[] {
  const t = useTranslations('operator.margin')
  return useMemo(() => {
    const money = (id: 'chargedNanoUsd' | 'costNanoUsd' | 'marginNanoUsd'): ColumnDef<Row> => ({
      id,
      header: t(`columns.${id}`),
      meta: { numeric: true },
      cell: ({ row: { original } }) =>
        id !== 'chargedNanoUsd' && isCostUnknown(original) ? '—' : <Money nanoUsd={original[id]} />,
    })
    return [
      {
        id: 'group',
        header: t(`groups.${groupBy}`),
        enableHiding: false,
        cell: ({ row: { original } }) => <GroupName groupBy={groupBy} row={original} />,
      },
      {
        id: 'requests',
        header: t('columns.requests'),
        meta: { numeric: true },
        cell: ({ row }) => row.original.requests,
      },
      {
        id: 'tokens',
        header: t('columns.tokens'),
        meta: { numeric: true },
        cell: ({ row: { original } }) => <TokenCount value={original.inputTokens + original.outputTokens} />,
      },
      money('chargedNanoUsd'),
      money('costNanoUsd'),
      money('marginNanoUsd'),
      {
        id: 'share',
        header: t('columns.share'),
        meta: { numeric: true },
        cell: ({ row: { original } }) =>
          isCostUnknown(original) ? '—' : shareText(original.marginNanoUsd, original.chargedNanoUsd),
      },
    ]
  }, [t, groupBy])
}

function GroupName({ groupBy, row }: { groupBy: Group; row: Row }) {
  const t = useTranslations('operator.margin')
  const name =
    groupBy === 'user' ? <TextLink href={`/admin/users/${row.group}`}>{row.name}</TextLink> : <span>{row.name}</span>
  return (
    <span className="flex items-center gap-2">
      {name}
      {row.requestsWithoutCost > 0 && (
        <Badge tone="amber" title={t('withoutCostHint', { count: row.requestsWithoutCost })}>
          {t('withoutCost')}
        </Badge>
      )}
    </span>
  )
}
