import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { formatCount } from '@/components/pieces/format-count'
import { Money } from '@/components/pieces/money'
import { TokenCount } from '@/components/pieces/token-count'
import { Card, CardHeader } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { TopEntry } from '@/lib/operations'

type TopListProps = { title: string; entries: readonly TopEntry[]; kind: 'customer' | 'model' }

const hrefOf = (kind: TopListProps['kind'], id: string) =>
  kind === 'customer' ? `/admin/users/${id}` : `/admin/requests?model=${encodeURIComponent(id)}`

/** Who or what made most of today's spend. */
export function TopList({ title, entries, kind }: TopListProps) {
  const t = useTranslations('admin.overview.top')
  return (
    <Card className="overflow-hidden">
      <CardHeader title={title} description={t('today')} />
      {entries.length === 0 ? (
        <p className="px-4 py-8 text-center text-ink-soft text-sm">{t('none')}</p>
      ) : (
        <Table label={title}>
          <TableHeader>
            <TableRow className="hover:bg-transparent">
              <TableHead>{t(kind)}</TableHead>
              <TableHead numeric>{t('requests')}</TableHead>
              <TableHead numeric>{t('tokens')}</TableHead>
              <TableHead numeric>{t('spend')}</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {entries.map((entry) => (
              <TableRow key={entry.id}>
                <TableCell className="max-w-56 truncate">
                  <Link
                    href={hrefOf(kind, entry.id)}
                    className="focus-ring rounded-sm underline decoration-edge underline-offset-4 hover:decoration-ink"
                  >
                    {entry.name}
                  </Link>
                </TableCell>
                <TableCell numeric>{formatCount(entry.requests)}</TableCell>
                <TableCell numeric>
                  <TokenCount value={entry.tokens} />
                </TableCell>
                <TableCell numeric>
                  <Money nanoUsd={entry.chargedNanoUsd} />
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  )
}
