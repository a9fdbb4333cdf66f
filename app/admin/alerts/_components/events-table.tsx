'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { BellIcon, XIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { useMemo } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { formatDuration } from '@/components/pieces/format-duration'
import { HealthDot } from '@/components/pieces/health-dot'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Button } from '@/components/ui/button'
import type { CursorPaginationProps } from '@/components/ui/cursor-pagination'
import { Empty } from '@/components/ui/empty'
import type { AlertEventView } from '@/lib/alerts/schemas'
import { useFilters } from '../../_components/use-filters'
import { alertFilters, eventStates, severities } from '../search-params'
import { EventSheet } from './event-sheet'
import { SeverityBadge } from './severity-badge'
import { unitOf, useAlertValue } from './use-alert-value'
import { useLabelText } from './use-label-text'

type EventsTableProps = {
  events: readonly AlertEventView[]
  /** The one the address names, also when it isn't on this page. */
  opened: AlertEventView | null
  /** The rule that the list is narrowed to. */
  ruleName: string | null
  pagination: CursorPaginationProps
}

export function EventsTable({ events, opened, ruleName, pagination }: EventsTableProps) {
  const t = useTranslations('alerts')
  const { values, set, clear, loading, filtered } = useFilters(alertFilters)
  const [openedId, setOpenedId] = useQueryState('event', parseAsString)
  const shown = events.find((event) => event.id === openedId) ?? (opened?.id === openedId ? opened : null)
  return (
    <>
      <DataTable
        label={t('views.events')}
        columns={useColumns((id) => void setOpenedId(id))}
        rows={events}
        rowId={(event) => event.id}
        loading={loading}
        filtered={filtered}
        onClearFilters={clear}
        onRowClick={(event) => void setOpenedId(event.id)}
        selectedId={openedId}
        pagination={pagination}
        empty={<Empty icon={BellIcon} title={t('empty.events')} description={t('empty.eventsHint')} />}
        toolbar={
          <>
            <FilterSelect
              label={t('columns.state')}
              value={values.state}
              onChange={(value) => set({ state: eventStates.find((known) => known === value) ?? null })}
              allLabel={t('everyState')}
              options={eventStates.map((value) => ({ value, label: t(`eventStates.${value}`) }))}
            />
            <FilterSelect
              label={t('columns.severity')}
              value={values.severity}
              onChange={(value) => set({ severity: severities.find((known) => known === value) ?? null })}
              allLabel={t('everySeverity')}
              options={severities.map((value) => ({ value, label: t(`severities.${value}`) }))}
            />
            {ruleName !== null && (
              <Button size="sm" onClick={() => set({ rule: null })}>
                {ruleName}
                <XIcon aria-hidden />
                <span className="sr-only">{t('removeFilter')}</span>
              </Button>
            )}
          </>
        }
      />
      {shown && <EventSheet event={shown} onClose={() => void setOpenedId(null)} />}
    </>
  )
}

function useColumns(onOpen: (id: string) => void): ColumnDef<AlertEventView>[] {
  const t = useTranslations('alerts')
  const labelText = useLabelText()
  const valueText = useAlertValue()
  return useMemo(
    () => [
      {
        id: 'rule',
        header: t('columns.rule'),
        enableHiding: false,
        cell: ({ row: { original } }) => (
          <button
            type="button"
            onClick={() => onOpen(original.id)}
            className="focus-ring flex min-w-44 flex-col rounded-sm py-1 text-left"
          >
            <span className="font-medium">{original.ruleName}</span>
            <span className="text-ink-soft text-xs">{labelText(original.label, original.labelName)}</span>
          </button>
        ),
      },
      { id: 'state', header: t('columns.state'), cell: ({ row }) => <EventState event={row.original} /> },
      {
        id: 'severity',
        header: t('columns.severity'),
        cell: ({ row }) => <SeverityBadge severity={row.original.severity} />,
      },
      {
        id: 'value',
        header: t('columns.value'),
        meta: { numeric: true },
        cell: ({ row: { original } }) => valueText(original.value, unitOf(original.metric)),
      },
      { id: 'fired', header: t('columns.fired'), cell: ({ row }) => <RelativeTime at={row.original.firedAt} /> },
      {
        id: 'lasted',
        header: t('columns.lasted'),
        meta: { numeric: true },
        cell: ({ row: { original } }) => lasted(original),
      },
    ],
    [t, onOpen, labelText, valueText],
  )
}

const lasted = ({ firedAt, resolvedAt }: AlertEventView) =>
  resolvedAt === null ? '' : formatDuration(new Date(resolvedAt).getTime() - new Date(firedAt).getTime())

function EventState({ event: { resolvedAt, severity } }: { event: AlertEventView }) {
  const t = useTranslations('alerts.eventStates')
  if (resolvedAt !== null) return <HealthDot status="ok" label={t('resolved')} />
  return <HealthDot status={severity === 'critical' ? 'broken' : 'waiting'} label={t('open')} />
}
