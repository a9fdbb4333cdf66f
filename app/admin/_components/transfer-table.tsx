import { useTranslations } from 'next-intl'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { TransferView } from '@/lib/ledger'
import { LedgerAccountName } from './ledger-account-name'
import { MonoId } from './mono-id'

type Shown = Pick<
  TransferView,
  'id' | 'kind' | 'debitAccount' | 'creditAccount' | 'amountNanoUsd' | 'memo' | 'createdAt'
> & { requestId?: string | null }

/** Amounts that moved, each from one account to another. */
export function TransferTable({ transfers, label }: { transfers: readonly Shown[]; label: string }) {
  const t = useTranslations('admin.transfers')
  if (transfers.length === 0) {
    return (
      <Card>
        <p className="px-4 py-8 text-center text-ink-soft text-sm">{t('none')}</p>
      </Card>
    )
  }
  return (
    <Card className="overflow-hidden">
      <Table label={label}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>{t('time')}</TableHead>
            <TableHead>{t('kind')}</TableHead>
            <TableHead>{t('from')}</TableHead>
            <TableHead>{t('to')}</TableHead>
            <TableHead numeric>{t('amount')}</TableHead>
            <TableHead>{t('cause')}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {transfers.map((transfer) => (
            <TableRow key={transfer.id}>
              <TableCell>
                <RelativeTime at={transfer.createdAt} />
              </TableCell>
              <TableCell>{transfer.kind}</TableCell>
              <TableCell>
                <LedgerAccountName account={transfer.debitAccount} />
              </TableCell>
              <TableCell>
                <LedgerAccountName account={transfer.creditAccount} />
              </TableCell>
              <TableCell numeric>
                <Money nanoUsd={transfer.amountNanoUsd} />
              </TableCell>
              <TableCell className="max-w-64 truncate">
                {transfer.requestId ? (
                  <MonoId id={transfer.requestId} href={`/admin/requests/${transfer.requestId}`} short />
                ) : (
                  transfer.memo || <MonoId id={transfer.id} short />
                )}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}
