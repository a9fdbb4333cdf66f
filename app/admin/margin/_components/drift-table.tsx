'use client'

import type { ColumnDef } from '@tanstack/react-table'
import { GitCompareArrowsIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useMemo } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { Money } from '@/components/pieces/money'
import { TokenCount } from '@/components/pieces/token-count'
import { Badge } from '@/components/ui/badge'
import { Empty } from '@/components/ui/empty'
import type { DriftView } from '@/lib/margin'
import { driftText } from './share-text'

type Row = DriftView['data'][number]

/** Within this share both sides count as equal: providers round and date calls by their end. */
const tolerated = 0.01

export function DriftTable({ rows, account }: { rows: readonly Row[]; account: string }) {
  const t = useTranslations('operator.margin.drift')
  return (
    <DataTable
      label={t('title')}
      columns={useColumns()}
      rows={rows}
      rowId={(row) => `${row.day} ${row.model}`}
      columnMenu={false}
      empty={
        <Empty icon={GitCompareArrowsIcon} title={t('emptyTitle', { account })} description={t('emptyDescription')} />
      }
    />
  )
}

function useColumns(): ColumnDef<Row>[] {
  const t = useTranslations('operator.margin.drift')
  return useMemo(() => {
    const tokens = (side: Row['ours']) =>
      side === null || (side.inputTokens === null && side.outputTokens === null) ? (
        '—'
      ) : (
        <TokenCount value={(side.inputTokens ?? 0) + (side.outputTokens ?? 0)} />
      )
    const cost = (side: Row['ours']) => (side?.costNanoUsd ? <Money nanoUsd={side.costNanoUsd} /> : '—')
    const column = (
      id: 'ourTokens' | 'theirTokens' | 'ourCost' | 'theirCost',
      cell: (row: Row) => ReactNode,
    ): ColumnDef<Row> => ({
      id,
      header: t(id),
      meta: { numeric: true },
      cell: ({ row }) => cell(row.original),
    })
    return [
      { id: 'day', header: t('day'), enableHiding: false, cell: ({ row }) => row.original.day },
      { id: 'model', header: t('model'), cell: ({ row }) => row.original.model },
      column('ourTokens', (row) => tokens(row.ours)),
      column('theirTokens', (row) => tokens(row.provider)),
      {
        id: 'tokenDrift',
        header: t('tokenDrift'),
        meta: { numeric: true },
        cell: ({ row }) => <Drift row={row.original} />,
      },
      column('ourCost', (row) => cost(row.ours)),
      column('theirCost', (row) => cost(row.provider)),
      {
        id: 'costDrift',
        header: t('costDrift'),
        meta: { numeric: true },
        cell: ({ row }) => <Share drift={row.original.costDrift} />,
      },
    ]
  }, [t])
}

function Drift({ row }: { row: Row }) {
  const t = useTranslations('operator.margin.drift')
  if (row.ours === null) return <Badge tone="amber">{t('onlyTheirs')}</Badge>
  if (row.provider === null) return <Badge tone="amber">{t('onlyOurs')}</Badge>
  return <Share drift={row.tokenDrift} />
}

function Share({ drift }: { drift: number | null }) {
  const isFar = drift !== null && Math.abs(drift) > tolerated
  return isFar ? <Badge tone="amber">{driftText(drift)}</Badge> : <span>{driftText(drift)}</span>
}
