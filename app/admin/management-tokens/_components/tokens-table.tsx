'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { KeyRoundIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { SearchBox } from '@/components/data-table/search-box'
import { HealthDot } from '@/components/pieces/health-dot'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import type { CursorPaginationProps } from '@/components/ui/cursor-pagination'
import { Empty } from '@/components/ui/empty'
import type { ManagementTokenView } from '@/lib/management-tokens'
import { useMay } from '../../_components/staff'
import { useRun } from '../../_components/use-run'
import { revokeToken } from '../actions'

type TokensTableProps = { tokens: readonly ManagementTokenView[]; pagination: CursorPaginationProps }

export function TokensTable({ tokens, pagination }: TokensTableProps) {
  const t = useTranslations('admin.tokens')
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const rows = tokens.filter((token) => token.name.toLowerCase().includes(wanted))
  return (
    <DataTable
      label={t('title')}
      columns={useColumns()}
      rows={rows}
      rowId={(token) => token.id}
      filtered={wanted !== ''}
      onClearFilters={() => setSearch('')}
      pagination={pagination}
      empty={<Empty icon={KeyRoundIcon} title={t('empty.title')} description={t('empty.description')} />}
      toolbar={<SearchBox label={t('search')} value={search} onChange={setSearch} />}
    />
  )
}

const shownScopes = 4

function useColumns(): ColumnDef<ManagementTokenView>[] {
  const t = useTranslations('admin.tokens')
  return useMemo(() => {
    const time = (at: string | null, otherwise: string) => (at === null ? otherwise : <RelativeTime at={at} />)
    return [
      {
        id: 'name',
        header: t('columns.name'),
        enableHiding: false,
        cell: ({ row: { original } }) => (
          <span className="flex flex-col py-1">
            <span className="font-medium">{original.name}</span>
            <span className="font-mono text-ink-soft text-xs">{original.maskedToken}</span>
          </span>
        ),
      },
      { id: 'status', header: t('columns.status'), cell: ({ row }) => <TokenStatus token={row.original} /> },
      {
        id: 'scopes',
        header: t('columns.scopes'),
        cell: ({ row: { original } }) => (
          <span className="flex max-w-96 flex-wrap gap-1" title={original.scopes.join(', ')}>
            {original.scopes.slice(0, shownScopes).map((scope) => (
              <Badge key={scope}>{scope}</Badge>
            ))}
            {original.scopes.length > shownScopes && (
              <Badge tone="outline">{t('moreScopes', { count: original.scopes.length - shownScopes })}</Badge>
            )}
          </span>
        ),
      },
      { id: 'lastUsed', header: t('columns.lastUsed'), cell: ({ row }) => time(row.original.lastUsedAt, t('never')) },
      {
        id: 'expires',
        header: t('columns.expires'),
        cell: ({ row }) => time(row.original.expiresAt, t('neverExpires')),
      },
      { id: 'created', header: t('columns.created'), cell: ({ row }) => time(row.original.createdAt, '') },
      {
        id: 'menu',
        header: () => <span className="sr-only">{t('columns.menu')}</span>,
        enableHiding: false,
        cell: ({ row }) => row.original.revokedAt === null && <RevokeToken token={row.original} />,
      },
    ]
  }, [t])
}

function TokenStatus({ token }: { token: ManagementTokenView }) {
  const t = useTranslations('admin.tokens.statuses')
  if (token.revokedAt !== null) return <HealthDot status="broken" label={t('revoked')} />
  if (token.expiresAt !== null && new Date(token.expiresAt) <= new Date()) {
    return <HealthDot status="off" label={t('expired')} />
  }
  return <HealthDot status="ok" label={t('active')} />
}

function RevokeToken({ token: { id, name } }: { token: ManagementTokenView }) {
  const may = useMay('owner')
  const t = useTranslations('admin.tokens')
  const { attempt } = useRun()
  if (!may) return null
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" aria-label={t('revokeName', { name })}>
          {t('revoke')}
        </Button>
      }
      title={t('revokeTitle', { name })}
      description={t('revokeDescription')}
      confirmLabel={t('revokeConfirm')}
      onConfirm={() => attempt(() => revokeToken({ id }), t('revoked', { name }))}
    />
  )
}
