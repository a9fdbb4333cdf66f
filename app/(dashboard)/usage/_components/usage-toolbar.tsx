'use client'

import { useTranslations } from 'next-intl'
import { FilterSelect } from '@/components/data-table/filter-select'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { statuses } from '../search-params'
import type { UsageQueryState } from './use-usage-query'

type Choice = { value: string; label: string }

type UsageToolbarProps = { state: UsageQueryState; keys: readonly Choice[]; models: readonly Choice[] }

/** Filters of the list; each change goes to the URL and starts at the first page again. */
export function UsageToolbar({ state, keys, models }: UsageToolbarProps) {
  const t = useTranslations('usage')
  const { query, change, clear, filtered } = state
  const isStatus = (value: string | null) => statuses.find((status) => status === value) ?? null
  return (
    <>
      <FilterSelect
        label={t('filters.key')}
        allLabel={t('filters.allKeys')}
        value={query.key}
        onChange={(key) => change({ key })}
        options={keys}
      />
      <FilterSelect
        label={t('filters.model')}
        allLabel={t('filters.allModels')}
        value={query.model}
        onChange={(model) => change({ model })}
        options={models}
      />
      <FilterSelect
        label={t('filters.status')}
        allLabel={t('filters.allStatuses')}
        value={query.status}
        onChange={(status) => change({ status: isStatus(status) })}
        options={statuses.map((status) => ({ value: status, label: t(`status.${status}`) }))}
      />
      {(['from', 'to'] as const).map((side) => (
        <div key={side} className="flex items-center gap-2">
          <label htmlFor={`usage-${side}`} className="text-ink-soft text-xs">
            {t(`filters.${side}`)}
          </label>
          <Input
            id={`usage-${side}`}
            type="date"
            className="h-8 w-36 text-sm"
            value={query[side] ?? ''}
            onChange={(event) => change({ [side]: event.target.value || null })}
          />
        </div>
      ))}
      {filtered && (
        <Button size="sm" variant="ghost" onClick={clear}>
          {t('filters.clear')}
        </Button>
      )}
    </>
  )
}
