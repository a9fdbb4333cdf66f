'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { DownloadIcon, ScrollTextIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { SearchBox } from '@/components/data-table/search-box'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Button } from '@/components/ui/button'
import type { CursorPaginationProps } from '@/components/ui/cursor-pagination'
import { Empty } from '@/components/ui/empty'
import type { AuditEntryView } from '@/lib/audit'
import { useFilters } from '../../_components/use-filters'
import { auditFilters, auditSubjects } from '../search-params'
import { AuditSheet } from './audit-sheet'
import { diffOf } from './diff-of'

type Names = Readonly<Record<string, string>>
type AuditTableProps = { entries: readonly AuditEntryView[]; names: Names; pagination: CursorPaginationProps }

export function AuditTable({ entries, names, pagination }: AuditTableProps) {
  const t = useTranslations('admin.audit')
  const { values, set, clear, loading, filtered } = useFilters(auditFilters)
  const [shown, setShown] = useState<AuditEntryView | null>(null)
  return (
    <>
      <DataTable
        label={t('title')}
        columns={useColumns(names, setShown)}
        rows={entries}
        rowId={(entry) => entry.id}
        loading={loading}
        filtered={filtered}
        onClearFilters={clear}
        pagination={pagination}
        onRowClick={setShown}
        selectedId={shown?.id ?? null}
        empty={<Empty icon={ScrollTextIcon} title={t('empty.title')} description={t('empty.description')} />}
        toolbar={
          <>
            <SearchBox
              label={t('search')}
              value={values.search}
              onChange={(search) => set({ search })}
              className="sm:w-80"
            />
            <FilterSelect
              label={t('columns.subject')}
              value={values.subject}
              onChange={(subject) => set({ subject })}
              allLabel={t('everySubject')}
              options={auditSubjects.map((value) => ({ value, label: t(`subjects.${value}`) }))}
            />
            <ExportLink values={values} />
          </>
        }
      />
      {shown && <AuditSheet entry={shown} names={names} onClose={() => setShown(null)} />}
    </>
  )
}

/** The list as it is filtered now, as a file. */
function ExportLink({ values: { search, subject } }: { values: { search: string; subject: string | null } }) {
  const t = useTranslations('operator.audit')
  const query = new URLSearchParams({ ...(search && { search }), ...(subject && { subject }) })
  return (
    <Button asChild size="sm">
      <a href={`/admin/audit-log/export?${query}`} download>
        <DownloadIcon aria-hidden />
        {t('export')}
      </a>
    </Button>
  )
}

function useColumns(names: Names, onShow: (entry: AuditEntryView) => void): ColumnDef<AuditEntryView>[] {
  const t = useTranslations('admin.audit')
  return useMemo(
    () => [
      {
        id: 'time',
        header: t('columns.time'),
        cell: ({ row }) => <RelativeTime at={row.original.createdAt} />,
      },
      {
        id: 'action',
        header: t('columns.action'),
        enableHiding: false,
        cell: ({ row: { original } }) => (
          <Button variant="link" size="sm" onClick={() => onShow(original)} className="font-mono text-ink!">
            {original.action}
          </Button>
        ),
      },
      {
        id: 'subject',
        header: t('columns.subject'),
        cell: ({ row: { original } }) => (
          <span className="block max-w-64 truncate" title={original.subjectId}>
            {names[original.subjectId] ?? original.subjectId}
          </span>
        ),
      },
      {
        id: 'actor',
        header: t('columns.actor'),
        cell: ({ row: { original } }) => (
          <span className="block max-w-56 truncate" title={original.actorId}>
            {names[original.actorId] ?? original.actorId}
          </span>
        ),
      },
      {
        id: 'address',
        header: t('columns.address'),
        cell: ({ row }) => <span className="font-mono text-xs">{row.original.address || '—'}</span>,
      },
      {
        id: 'change',
        header: t('columns.change'),
        cell: ({ row: { original } }) => {
          const changed = diffOf(original.before, original.after).map((line) => line.path)
          return <span className="block max-w-48 truncate text-ink-soft text-xs">{changed.join(', ') || '—'}</span>
        },
      },
    ],
    [t, names, onShow],
  )
}
