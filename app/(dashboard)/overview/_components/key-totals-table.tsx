import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { formatCount } from '@/components/pieces/format-count'
import { Money } from '@/components/pieces/money'
import { TokenCount } from '@/components/pieces/token-count'
import { Progress } from '@/components/ui/progress'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { KeyTotals } from './load-overview'

const toNumber = (nanoUsd: bigint) => Number(nanoUsd / 1_000n)

/** Who spent it: keys, the costliest first. */
export async function KeyTotalsTable({ rows }: { rows: readonly KeyTotals[] }) {
  const t = await getTranslations('overview.byKey')
  if (rows.length === 0) return <p className="p-4 text-ink-soft text-sm">{t('empty')}</p>
  const most = rows.reduce((max, row) => (row.chargedNanoUsd > max ? row.chargedNanoUsd : max), 0n)
  return (
    <Table label={t('key')}>
      <TableHeader>
        <TableRow className="hover:bg-transparent">
          <TableHead>{t('key')}</TableHead>
          <TableHead numeric>{t('requests')}</TableHead>
          <TableHead numeric>{t('tokens')}</TableHead>
          <TableHead numeric>{t('spend')}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.id}>
            <TableCell className="w-full min-w-24">
              <Link
                href={`/usage?key=${row.id}`}
                className="focus-ring rounded-sm font-medium underline-offset-4 hover:underline"
              >
                {row.name}
              </Link>
              <Progress
                className="mt-1.5 h-1"
                label={t('share')}
                value={toNumber(row.chargedNanoUsd)}
                max={toNumber(most)}
              />
            </TableCell>
            <TableCell numeric>{formatCount(row.requests)}</TableCell>
            <TableCell numeric>
              <TokenCount value={row.tokens} />
            </TableCell>
            <TableCell numeric>
              <Money nanoUsd={row.chargedNanoUsd} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
