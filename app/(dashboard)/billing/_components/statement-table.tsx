import { getTranslations } from 'next-intl/server'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Table, TableBody, TableCell, TableFooter, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { Statement, StatementLine } from '@/lib/ledger'

const kinds = [
  'usage',
  'top_up',
  'refund',
  'dispute',
  'adjustment',
  'promotion',
  'promotion_expiry',
  'redeem',
  'subscription',
  'correction',
] as const

/** A month of the ledger, newest first, between the balance it began with and the one it ended with. */
export async function StatementTable({ statement, isCurrent }: { statement: Statement; isCurrent: boolean }) {
  const t = await getTranslations('billing')
  const what = (line: StatementLine) => t(`kinds.${kinds.find((kind) => kind === line.kind) ?? 'other'}`)
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <Table label={t('statement.title')}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>{t('statement.date')}</TableHead>
            <TableHead>{t('statement.what')}</TableHead>
            <TableHead numeric>{t('statement.amount')}</TableHead>
            <TableHead numeric>{t('statement.after')}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          <TableRow className="font-medium hover:bg-transparent">
            <TableCell colSpan={3}>{t(isCurrent ? 'statement.closingNow' : 'statement.closing')}</TableCell>
            <TableCell numeric>
              <Money nanoUsd={statement.closingNanoUsd} />
            </TableCell>
          </TableRow>
          {statement.lines.length === 0 && (
            <TableRow className="hover:bg-transparent">
              <TableCell colSpan={4} className="text-ink-soft">
                {t('statement.none')}
              </TableCell>
            </TableRow>
          )}
          {statement.lines.map((line) => (
            <TableRow key={line.id}>
              <TableCell>
                <RelativeTime at={line.at} />
              </TableCell>
              <TableCell>
                {what(line)}
                <span className="ml-2 text-ink-soft text-xs">
                  {line.kind === 'usage' ? t('statement.calls', { count: line.count }) : line.memo}
                </span>
              </TableCell>
              <TableCell numeric>
                <Money nanoUsd={line.amountNanoUsd} signed />
              </TableCell>
              <TableCell numeric className="text-ink-soft">
                <Money nanoUsd={line.balanceAfterNanoUsd} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
        <TableFooter>
          <TableRow className="hover:bg-transparent">
            <TableCell colSpan={3}>{t('statement.opening')}</TableCell>
            <TableCell numeric>
              <Money nanoUsd={statement.openingNanoUsd} />
            </TableCell>
          </TableRow>
        </TableFooter>
      </Table>
    </div>
  )
}
