'use client'

import { GiftIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { SearchBox } from '@/components/data-table/search-box'
import type { CursorPaginationProps } from '@/components/ui/cursor-pagination'
import { Empty } from '@/components/ui/empty'
import type { RedeemCodeView } from '@/lib/redeem-codes'
import { useFilters } from '../../_components/use-filters'
import { codeFilters, codeStates } from '../search-params'
import { useCodeColumns } from './code-columns'
import type { PlanChoice } from './codes-form'
import { MakeCodes } from './make-codes'

type CodesTableProps = {
  codes: readonly RedeemCodeView[]
  plans: readonly PlanChoice[]
  pagination: CursorPaginationProps
}

export function CodesTable({ codes, plans, pagination }: CodesTableProps) {
  const t = useTranslations('operator.codes')
  const { values, set, clear, loading, filtered } = useFilters(codeFilters)
  return (
    <DataTable
      label={t('title')}
      columns={useCodeColumns(plans)}
      rows={codes}
      rowId={(code) => code.id}
      loading={loading}
      filtered={filtered}
      onClearFilters={clear}
      pagination={pagination}
      empty={
        <Empty
          icon={GiftIcon}
          title={t('empty.title')}
          description={t('empty.description')}
          action={<MakeCodes plans={plans} secondary />}
        />
      }
      toolbar={
        <>
          <SearchBox label={t('search')} value={values.search} onChange={(search) => set({ search })} />
          <FilterSelect
            label={t('columns.state')}
            value={values.state}
            onChange={(value) => set({ state: codeStates.find((known) => known === value) ?? null })}
            allLabel={t('everyState')}
            options={codeStates.map((value) => ({ value, label: t(`states.${value}`) }))}
          />
        </>
      }
    />
  )
}
