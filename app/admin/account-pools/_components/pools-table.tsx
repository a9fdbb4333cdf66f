'use client'

import { LayersIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { SearchBox } from '@/components/data-table/search-box'
import { Empty } from '@/components/ui/empty'
import type { AccountPoolView } from '@/lib/account-pools'
import { useLive } from '../../_components/live-provider'
import { useFilters } from '../../_components/use-filters'
import { poolFilters, poolVisibilities } from '../search-params'
import { AddPool } from './add-pool'
import { usePoolColumns } from './pool-columns'
import { type AccountChoice, PoolDialog } from './pool-dialog'

type PoolsTableProps = { pools: readonly AccountPoolView[]; accounts: readonly AccountChoice[] }

export function PoolsTable({ pools, accounts }: PoolsTableProps) {
  const t = useTranslations('admin.pools')
  const { values, set, clear, loading, filtered } = useFilters(poolFilters)
  const [edited, setEdited] = useState<AccountPoolView | null>(null)
  const live = useLive().snapshot?.pools
  const rows = useMemo(
    () => pools.map((pool) => ({ pool, load: live?.find((each) => each.id === pool.id) })),
    [pools, live],
  )
  const columns = usePoolColumns(accounts, setEdited)
  return (
    <>
      <DataTable
        label={t('title')}
        columns={columns}
        rows={rows}
        rowId={(row) => row.pool.id}
        loading={loading}
        filtered={filtered}
        onClearFilters={clear}
        empty={
          <Empty
            icon={LayersIcon}
            title={t('empty.title')}
            description={t('empty.description')}
            action={<AddPool accounts={accounts} secondary />}
          />
        }
        toolbar={
          <>
            <SearchBox label={t('search')} value={values.search} onChange={(search) => set({ search })} />
            <FilterSelect
              label={t('columns.visibility')}
              value={values.visibility}
              onChange={(value) => set({ visibility: poolVisibilities.find((known) => known === value) ?? null })}
              allLabel={t('everyVisibility')}
              options={poolVisibilities.map((value) => ({ value, label: t(`visibilities.${value}`) }))}
            />
          </>
        }
      />
      {edited && (
        <PoolDialog pool={edited} accounts={accounts} open onOpenChange={(open) => !open && setEdited(null)} />
      )}
    </>
  )
}
