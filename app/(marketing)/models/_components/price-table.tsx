import { getTranslations } from 'next-intl/server'
import { formatCount } from '@/components/pieces/format-count'
import { CopyButton } from '@/components/ui/copy-button'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { PriceVersion } from '@/lib/pricing'
import { PriceCell } from './price-cell'
import { priceNotes } from './price-notes'

type PriceTableProps = {
  prices: readonly PriceVersion[]
  /** Where each model can be called. */
  pools?: ReadonlyMap<string, readonly string[]>
  compact?: boolean
}

/** The price book as it is in force; `compact` leaves out what only the models page needs. */
export async function PriceTable({ prices, pools, compact = false }: PriceTableProps) {
  const t = await getTranslations('site.models')
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <Table label={t('title')}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>{t('columns.model')}</TableHead>
            {!compact && <TableHead>{t('columns.provider')}</TableHead>}
            {pools && <TableHead>{t('columns.pools')}</TableHead>}
            <TableHead numeric>{t('columns.input')}</TableHead>
            <TableHead numeric>{t('columns.cached')}</TableHead>
            <TableHead numeric>{t('columns.output')}</TableHead>
            <TableHead numeric>{t('columns.context')}</TableHead>
            {!compact && <TableHead numeric>{t('columns.maxOutput')}</TableHead>}
            {!compact && <TableHead>{t('columns.notes')}</TableHead>}
          </TableRow>
        </TableHeader>
        <TableBody>
          {prices.map((price) => (
            <TableRow key={price.model}>
              <TableCell>
                <span className="flex items-center gap-1">
                  <span className="whitespace-nowrap font-mono text-xs">{price.model}</span>
                  {!compact && <CopyButton value={price.model} aria-label={t('copy', { model: price.model })} />}
                </span>
              </TableCell>
              {!compact && <TableCell className="text-ink-soft">{price.provider}</TableCell>}
              {pools && (
                <TableCell className="max-w-48 text-xs">
                  {pools.get(price.model)?.join(', ') ?? (
                    <span className="whitespace-nowrap text-ink-soft">{t('noPool')}</span>
                  )}
                </TableCell>
              )}
              <TableCell numeric>
                <PriceCell nanoUsd={price.input} />
              </TableCell>
              <TableCell numeric>
                <PriceCell nanoUsd={price.cachedInput ?? price.input} />
              </TableCell>
              <TableCell numeric>
                <PriceCell nanoUsd={price.output} />
              </TableCell>
              <TableCell numeric>{price.contextTokens === null ? '—' : formatCount(price.contextTokens)}</TableCell>
              {!compact && (
                <TableCell numeric>
                  {price.maxOutputTokens === null ? '—' : formatCount(price.maxOutputTokens)}
                </TableCell>
              )}
              {!compact && (
                <TableCell className="min-w-64 text-ink-soft text-xs">
                  <ul>
                    {priceNotes(price).map((note) => (
                      <li key={JSON.stringify(note)}>{t(note.key, note.values)}</li>
                    ))}
                  </ul>
                </TableCell>
              )}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}
