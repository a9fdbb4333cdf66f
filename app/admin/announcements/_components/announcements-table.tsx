'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { MegaphoneIcon } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { RowMenu } from '@/components/data-table/row-menu'
import { HealthDot } from '@/components/pieces/health-dot'
import { RelativeTime } from '@/components/pieces/relative-time'
import type { CursorPaginationProps } from '@/components/ui/cursor-pagination'
import { DropdownMenuItem } from '@/components/ui/dropdown-menu'
import { Empty } from '@/components/ui/empty'
import type { AnnouncementView } from '@/lib/announcements'
import { useMay } from '../../_components/staff'
import { useRun } from '../../_components/use-run'
import { changeAnnouncement } from '../actions'
import { AnnouncementDialog } from './announcement-dialog'
import { kindOf } from './announcement-input'
import type { Targets } from './load-targets'

type AnnouncementsTableProps = {
  announcements: readonly AnnouncementView[]
  targets: Targets
  pagination: CursorPaginationProps
}

export function AnnouncementsTable({ announcements, targets, pagination }: AnnouncementsTableProps) {
  const t = useTranslations('announcements')
  const [edited, setEdited] = useState<AnnouncementView | null>(null)
  return (
    <>
      <DataTable
        label={t('title')}
        columns={useColumns(targets, setEdited)}
        rows={announcements}
        rowId={(announcement) => announcement.id}
        pagination={pagination}
        empty={<Empty icon={MegaphoneIcon} title={t('empty.title')} description={t('empty.description')} />}
      />
      {edited && (
        <AnnouncementDialog key={edited.id} announcement={edited} targets={targets} onClose={() => setEdited(null)} />
      )}
    </>
  )
}

function useColumns(targets: Targets, onEdit: (announcement: AnnouncementView) => void): ColumnDef<AnnouncementView>[] {
  const t = useTranslations('announcements')
  const format = useFormatter()
  return useMemo(() => {
    const names = new Map([...targets.plans, ...targets.pools].map(({ id, name }) => [id, name]))
    const listed = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? id).join(', ')
    const audience = ({ audience: { planIds, poolIds, userIds }, ...rest }: AnnouncementView) => {
      const kind = kindOf({ ...rest, planIds, poolIds, userIds })
      if (kind === 'everyone') return t('audiences.everyone')
      if (kind === 'users') return t('users', { count: userIds?.length ?? 0 })
      return listed(planIds ?? poolIds ?? [])
    }
    return [
      {
        id: 'title',
        header: t('columns.title'),
        enableHiding: false,
        cell: ({ row: { original } }) => (
          <span className="flex min-w-52 max-w-96 flex-col py-1">
            <span className="font-medium">{original.title}</span>
            <span className="truncate text-ink-soft text-xs">{original.body}</span>
          </span>
        ),
      },
      { id: 'status', header: t('columns.status'), cell: ({ row }) => <Status announcement={row.original} /> },
      { id: 'audience', header: t('columns.audience'), cell: ({ row }) => audience(row.original) },
      {
        id: 'reads',
        header: t('columns.reads'),
        meta: { numeric: true },
        cell: ({ row }) => format.number(row.original.reads),
      },
      { id: 'created', header: t('columns.created'), cell: ({ row }) => <RelativeTime at={row.original.createdAt} /> },
      {
        id: 'menu',
        header: () => <span className="sr-only">{t('columns.menu')}</span>,
        enableHiding: false,
        cell: ({ row }) => <Menu announcement={row.original} onEdit={onEdit} />,
      },
    ]
  }, [t, format, targets, onEdit])
}

function Status({ announcement }: { announcement: AnnouncementView }) {
  const t = useTranslations('announcements.statuses')
  const { status, startsAt, endsAt } = announcement
  if (status !== 'published') return <HealthDot status="off" label={t(status)} />
  const now = new Date()
  if (startsAt !== null && new Date(startsAt) > now) {
    return <HealthDot status="waiting" label={t('scheduled')} since={startsAt} until={endsAt} />
  }
  if (endsAt !== null && new Date(endsAt) <= now) return <HealthDot status="off" label={t('over')} until={endsAt} />
  return <HealthDot status="ok" label={t('published')} until={endsAt} />
}

type MenuProps = { announcement: AnnouncementView; onEdit: (announcement: AnnouncementView) => void }

function Menu({ announcement, onEdit }: MenuProps) {
  const may = useMay('admin')
  const t = useTranslations('announcements')
  const { run } = useRun()
  const { id, title, status, version } = announcement
  if (!may) return null
  const set = (next: 'published' | 'archived') =>
    run(() => changeAnnouncement({ id, version, status: next }), t(`done.${next}`, { title }))
  return (
    <RowMenu row={title}>
      <DropdownMenuItem onSelect={() => onEdit(announcement)}>{t('menu.edit')}</DropdownMenuItem>
      {status !== 'published' && (
        <DropdownMenuItem onSelect={() => set('published')}>{t('menu.publish')}</DropdownMenuItem>
      )}
      {status !== 'archived' && (
        <DropdownMenuItem onSelect={() => set('archived')}>{t('menu.archive')}</DropdownMenuItem>
      )}
    </RowMenu>
  )
}
