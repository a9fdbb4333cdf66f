'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { BellOffIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { HealthDot } from '@/components/pieces/health-dot'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Button } from '@/components/ui/button'
import type { CursorPaginationProps } from '@/components/ui/cursor-pagination'
import { Empty } from '@/components/ui/empty'
import type { AlertSilenceView } from '@/lib/alerts/schemas'
import { Only } from '../../_components/staff'
import { useRun } from '../../_components/use-run'
import { endSilence } from '../actions'
import { SilenceDialog } from './silence-dialog'

type Names = Readonly<Record<string, string>>
type SilencesTableProps = { silences: readonly AlertSilenceView[]; names: Names; pagination: CursorPaginationProps }

export function SilencesTable({ silences, names, pagination }: SilencesTableProps) {
  const t = useTranslations('alerts')
  const [open, setOpen] = useState(false)
  return (
    <>
      <DataTable
        label={t('views.silences')}
        columns={useColumns(names)}
        rows={silences}
        rowId={(silence) => silence.id}
        pagination={pagination}
        empty={<Empty icon={BellOffIcon} title={t('empty.silences')} description={t('empty.silencesHint')} />}
        toolbar={
          <Only>
            <Button size="sm" onClick={() => setOpen(true)}>
              {t('silence.add')}
            </Button>
          </Only>
        }
      />
      {open && <SilenceDialog rule={null} onClose={() => setOpen(false)} />}
    </>
  )
}

function useColumns(names: Names): ColumnDef<AlertSilenceView>[] {
  const t = useTranslations('alerts')
  return useMemo(() => {
    const isOver = ({ until }: AlertSilenceView) => new Date(until) <= new Date()
    const target = ({ ruleId, severity }: AlertSilenceView) => {
      if (ruleId !== null) return names[ruleId] ?? ruleId
      return severity === null
        ? t('silence.everything')
        : t('silence.ofSeverity', { severity: t(`severities.${severity}`) })
    }
    return [
      {
        id: 'what',
        header: t('silence.what'),
        enableHiding: false,
        cell: ({ row: { original } }) => (
          <span className="flex min-w-44 flex-col py-1">
            <span className="font-medium">{target(original)}</span>
            <span className="text-ink-soft text-xs">{original.reason}</span>
          </span>
        ),
      },
      {
        id: 'state',
        header: t('columns.state'),
        cell: ({ row: { original } }) => (
          <HealthDot
            status={isOver(original) ? 'off' : 'waiting'}
            label={t(isOver(original) ? 'silence.over' : 'silence.quiet')}
          />
        ),
      },
      { id: 'until', header: t('silence.until'), cell: ({ row }) => <RelativeTime at={row.original.until} /> },
      {
        id: 'by',
        header: t('silence.by'),
        cell: ({ row: { original } }) => names[original.createdBy] ?? original.createdBy,
      },
      {
        id: 'menu',
        header: () => <span className="sr-only">{t('columns.menu')}</span>,
        enableHiding: false,
        cell: ({ row }) => !isOver(row.original) && <EndSilence id={row.original.id} what={target(row.original)} />,
      },
    ]
  }, [t, names])
}

function EndSilence({ id, what }: { id: string; what: string }) {
  const t = useTranslations('alerts')
  const { run, pending } = useRun()
  return (
    <Only>
      <Button
        size="sm"
        disabled={pending}
        aria-label={t('silence.endOf', { what })}
        onClick={() => run(() => endSilence({ id }), t('done.ended'))}
      >
        {t('silence.end')}
      </Button>
    </Only>
  )
}
