import { useTranslations } from 'next-intl'
import { Money } from '@/components/pieces/money'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableFooter, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { TrialBalance } from '@/lib/ledger'

/** Every account with its balance; together they are zero. */
export function TrialBalanceCard({ books }: { books: TrialBalance }) {
  const t = useTranslations('admin.ledger.trial')
  return (
    <Card className="overflow-hidden">
      <Table label={t('title')}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>{t('account')}</TableHead>
            <TableHead numeric>{t('balance')}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {books.accounts.map(({ account, balanceNanoUsd }) => (
            <TableRow key={account}>
              <TableCell className="font-mono text-xs">{account}</TableCell>
              <TableCell numeric>
                <Money nanoUsd={balanceNanoUsd} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
        <TableFooter>
          <TableRow className="hover:bg-transparent">
            <TableCell className="font-semibold">{t('sum')}</TableCell>
            <TableCell numeric className="font-semibold">
              <Money nanoUsd={books.sumNanoUsd} />
            </TableCell>
          </TableRow>
        </TableFooter>
      </Table>
      <p className="flex justify-between gap-4 border-line border-t px-4 py-3 text-sm">
        <span className="text-ink-soft">{t('held', { count: books.openHolds.count })}</span>
        <Money nanoUsd={books.openHolds.heldNanoUsd} />
      </p>
    </Card>
  )
}
