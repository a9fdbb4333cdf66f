'use client'

import { RouteIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useCallback, useMemo, useState } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { SearchBox } from '@/components/data-table/search-box'
import { Empty } from '@/components/ui/empty'
import type { AccountRecord, LiveAccount } from '@/lib/operations'
import type { UpstreamAccountView } from '@/lib/upstream-accounts'
import { useLive } from '../../_components/live-provider'
import { useMay } from '../../_components/staff'
import { useFilters } from '../../_components/use-filters'
import { accountFilters, accountStates } from '../search-params'
import { type AccountRow, useAccountColumns } from './account-columns'
import { AccountDialog, type PoolChoice } from './account-dialog'
import { accountHealth } from './account-health'
import { AddAccount } from './add-account'
import { BulkBar } from './bulk-bar'
import { TestSheet } from './test-sheet'

type AccountsTableProps = {
  accounts: readonly UpstreamAccountView[]
  pools: readonly PoolChoice[]
  records: readonly AccountRecord[]
}

const none: readonly LiveAccount[] = []

export function AccountsTable({ accounts, pools, records }: AccountsTableProps) {
  const t = useTranslations('admin.accounts')
  const { values, set, clear, loading, filtered } = useFilters(accountFilters)
  const [edited, setEdited] = useState<UpstreamAccountView | null>(null)
  const [tested, setTested] = useState<UpstreamAccountView | null>(null)
  const live = useLive().snapshot?.accounts ?? none
  const rows = useMemo(
    () => rowsOf(accounts, live, records).filter((row) => isShown(row, values.state)),
    [accounts, live, records, values.state],
  )
  const may = useMay('admin')
  const { selected, toggle, clear: clearSelection } = useSelection(rows)
  const selection = useMemo(() => (may ? { selected, toggle } : null), [may, selected, toggle])
  const columns = useAccountColumns(pools, { onEdit: setEdited, onTest: setTested, selection })
  return (
    <>
      <BulkBar selected={[...selected]} pools={pools} onClear={clearSelection} />
      <DataTable
        label={t('title')}
        columns={columns}
        rows={rows}
        rowId={(row) => row.account.id}
        loading={loading}
        filtered={filtered}
        onClearFilters={clear}
        empty={
          <Empty
            icon={RouteIcon}
            title={t('empty.title')}
            description={t('empty.description')}
            action={<AddAccount pools={pools} secondary />}
          />
        }
        toolbar={
          <>
            <SearchBox label={t('search')} value={values.search} onChange={(search) => set({ search })} />
            <FilterSelect
              label={t('columns.status')}
              value={values.state}
              onChange={(state) => set({ state: accountStates.find((known) => known === state) ?? null })}
              allLabel={t('filters.everyStatus')}
              options={accountStates.map((state) => ({ value: state, label: t(`filters.${state}`) }))}
            />
            {pools.length > 0 && (
              <FilterSelect
                label={t('columns.pools')}
                value={values.pool}
                onChange={(pool) => set({ pool })}
                allLabel={t('filters.everyPool')}
                options={pools.map((pool) => ({ value: pool.id, label: pool.name }))}
              />
            )}
          </>
        }
      />
      {edited && (
        <AccountDialog account={edited} pools={pools} open onOpenChange={(open) => !open && setEdited(null)} />
      )}
      {tested && <TestSheet account={tested} onClose={() => setTested(null)} />}
    </>
  )
}

/** The rows that are ticked; one that is no longer listed isn't ticked either. */
function useSelection(rows: readonly AccountRow[]) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const selected = useMemo(
    () => new Set(rows.map((row) => row.account.id).filter((id) => ticked.has(id))),
    [rows, ticked],
  )
  const toggle = useCallback(
    (id: string) =>
      setTicked((last) => {
        const next = new Set(last)
        if (!next.delete(id)) next.add(id)
        return next
      }),
    [],
  )
  const clear = useCallback(() => setTicked(new Set()), [])
  return { selected, toggle, clear }
}

function rowsOf(
  accounts: readonly UpstreamAccountView[],
  live: readonly LiveAccount[],
  records: readonly AccountRecord[],
): AccountRow[] {
  const loads = new Map(live.map((load) => [load.id, load]))
  const known = new Map(records.map((record) => [record.accountId, record]))
  const sorted = [...accounts].sort((a, b) => a.priority - b.priority || a.name.localeCompare(b.name))
  return sorted.map((account) => {
    const load = loads.get(account.id)
    return { account, load, record: known.get(account.id), health: accountHealth(account, load) }
  })
}

function isShown(row: AccountRow, state: (typeof accountStates)[number] | null): boolean {
  if (state === null) return true
  if (state === 'disabled') return row.health.condition === 'disabled'
  const isActive = row.health.condition === 'open'
  return state === 'active' ? isActive : !isActive && row.health.condition !== 'disabled'
}
