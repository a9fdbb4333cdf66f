'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { TagsIcon } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { RowMenu } from '@/components/data-table/row-menu'
import { SearchBox } from '@/components/data-table/search-box'
import { formatCount } from '@/components/pieces/format-count'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Badge } from '@/components/ui/badge'
import type { CursorPaginationProps } from '@/components/ui/cursor-pagination'
import { DropdownMenuItem } from '@/components/ui/dropdown-menu'
import { Empty } from '@/components/ui/empty'
import type { ModelPriceView } from '@/lib/management-api'
import { Only } from '../../_components/staff'
import { useFilters } from '../../_components/use-filters'
import { modelFilters } from '../search-params'
import { PriceDialog } from './price-dialog'

type ModelsTableProps = { prices: readonly ModelPriceView[]; pagination: CursorPaginationProps }

const providers = ['anthropic', 'google', 'openai'] as const

export function ModelsTable({ prices, pagination }: ModelsTableProps) {
  const t = useTranslations('admin.models')
  const { values, set, clear, loading, filtered } = useFilters(modelFilters)
  const [changed, setChanged] = useState<ModelPriceView | null>(null)
  return (
    <>
      <DataTable
        label={t('title')}
        columns={useColumns(setChanged)}
        rows={prices}
        rowId={(price) => price.model}
        loading={loading}
        filtered={filtered}
        onClearFilters={clear}
        pagination={pagination}
        empty={<Empty icon={TagsIcon} title={t('empty.title')} description={t('empty.description')} />}
        toolbar={
          <>
            <SearchBox label={t('search')} value={values.search} onChange={(search) => set({ search })} />
            <FilterSelect
              label={t('columns.provider')}
              value={values.provider}
              onChange={(provider) => set({ provider })}
              allLabel={t('everyProvider')}
              options={providers.map((value) => ({ value, label: value }))}
            />
            <FilterSelect
              label={t('columns.state')}
              value={values.ended ? 'ended' : null}
              onChange={(value) => set({ ended: value === null ? null : true })}
              allLabel={t('callable')}
              options={[{ value: 'ended', label: t('withEnded') }]}
            />
          </>
        }
      />
      {changed && (
        <PriceDialog price={changed} model={changed.model} open onOpenChange={(open) => !open && setChanged(null)} />
      )}
    </>
  )
}

function useColumns(onChange: (price: ModelPriceView) => void): ColumnDef<ModelPriceView>[] {
  const t = useTranslations('admin.models')
  return useMemo(() => {
    const amount = (id: AmountField): ColumnDef<ModelPriceView> => ({
      id,
      header: t(`columns.${id}`),
      meta: { numeric: true },
      cell: ({ row: { original } }) => <Amount nanoUsd={original[id]} />,
    })
    return [
      {
        id: 'model',
        header: t('columns.model'),
        enableHiding: false,
        cell: ({ row: { original } }) => <ModelName price={original} />,
      },
      { id: 'provider', header: t('columns.provider'), cell: ({ row }) => row.original.provider || '—' },
      amount('inputNanoUsdPerMillion'),
      amount('cachedInputNanoUsdPerMillion'),
      amount('outputNanoUsdPerMillion'),
      {
        id: 'context',
        header: t('columns.context'),
        meta: { numeric: true },
        cell: ({ row }) => (row.original.contextTokens === null ? '—' : formatCount(row.original.contextTokens)),
      },
      { id: 'source', header: t('columns.source'), cell: ({ row }) => <Badge>{row.original.source}</Badge> },
      { id: 'since', header: t('columns.since'), cell: ({ row }) => <RelativeTime at={row.original.effectiveFrom} /> },
      {
        id: 'menu',
        header: () => <span className="sr-only">{t('columns.menu')}</span>,
        enableHiding: false,
        cell: ({ row: { original } }) => (
          <RowMenu row={original.model}>
            <Only>
              <DropdownMenuItem onSelect={() => onChange(original)}>{t('menu.change')}</DropdownMenuItem>
            </Only>
            <DropdownMenuItem asChild>
              <Link href={`/admin/models/${encodeURIComponent(original.model)}`}>{t('menu.history')}</Link>
            </DropdownMenuItem>
          </RowMenu>
        ),
      },
    ]
  }, [t, onChange])
}

type AmountField = 'inputNanoUsdPerMillion' | 'cachedInputNanoUsdPerMillion' | 'outputNanoUsdPerMillion'

function Amount({ nanoUsd }: { nanoUsd: string | null }) {
  return nanoUsd === null ? <span className="text-ink-soft">—</span> : <Money nanoUsd={nanoUsd} />
}

function ModelName({ price }: { price: ModelPriceView }) {
  const t = useTranslations('admin.models')
  return (
    <span className="flex items-center gap-2">
      <Link
        href={`/admin/models/${encodeURIComponent(price.model)}`}
        className="focus-ring rounded-sm font-mono text-xs underline decoration-edge underline-offset-4 hover:decoration-ink"
      >
        {price.model}
      </Link>
      {!price.callable && <Badge tone="red">{t('endedBadge')}</Badge>}
    </span>
  )
}
