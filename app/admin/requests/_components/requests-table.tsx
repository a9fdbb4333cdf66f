'use client'

import { ActivityIcon, XIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { SearchBox } from '@/components/data-table/search-box'
import { Button } from '@/components/ui/button'
import type { CursorPaginationProps } from '@/components/ui/cursor-pagination'
import { Empty } from '@/components/ui/empty'
import { errorTable } from '@/lib/errors'
import type { UsageRecordJson } from '@/lib/usage'
import { useFilters } from '../../_components/use-filters'
import { requestFilters, requestStatuses } from '../search-params'
import { useRequestColumns } from './request-columns'

type RequestsTableProps = {
  records: readonly UsageRecordJson[]
  names: Readonly<Record<string, string>>
  accounts: readonly { id: string; name: string }[]
  pagination: CursorPaginationProps
}

const errorCodes = Object.keys(errorTable)
const chips = ['user', 'key', 'model'] as const

export function RequestsTable({ records, names, accounts, pagination }: RequestsTableProps) {
  const t = useTranslations('admin.requests')
  const { values, set, clear, loading, filtered } = useFilters(requestFilters)
  return (
    <DataTable
      label={t('title')}
      columns={useRequestColumns(names, accounts)}
      rows={records}
      rowId={(record) => record.requestId}
      loading={loading}
      filtered={filtered}
      onClearFilters={clear}
      pagination={pagination}
      initialVisibility={{ attempts: false, firstToken: false }}
      empty={<Empty icon={ActivityIcon} title={t('empty.title')} description={t('empty.description')} />}
      toolbar={
        <>
          <SearchBox
            label={t('search')}
            value={values.search}
            onChange={(search) => set({ search })}
            className="sm:w-80"
          />
          <FilterSelect
            label={t('columns.status')}
            value={values.status}
            onChange={(value) => set({ status: requestStatuses.find((known) => known === value) ?? null })}
            allLabel={t('everyStatus')}
            options={requestStatuses.map((value) => ({ value, label: t(`statuses.${value}`) }))}
          />
          <FilterSelect
            label={t('columns.error')}
            value={values.error}
            onChange={(error) => set({ error })}
            allLabel={t('everyError')}
            options={errorCodes.map((value) => ({ value, label: value }))}
          />
          {accounts.length > 0 && (
            <FilterSelect
              label={t('columns.account')}
              value={values.account}
              onChange={(account) => set({ account })}
              allLabel={t('everyAccount')}
              options={accounts.map((account) => ({ value: account.id, label: account.name }))}
            />
          )}
          {chips.map((chip) => {
            const value = values[chip]
            if (value === null) return null
            return (
              <Button key={chip} size="sm" onClick={() => set({ [chip]: null })}>
                {t(`chips.${chip}`, { value: names[value] ?? value })}
                <XIcon aria-hidden />
                <span className="sr-only">{t('removeFilter')}</span>
              </Button>
            )
          })}
        </>
      }
    />
  )
}
