import { getTranslations } from 'next-intl/server'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Badge, type BadgeProps } from '@/components/ui/badge'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { Purchase } from '@/lib/billing'

const tones: Record<Purchase['status'], NonNullable<BadgeProps['tone']>> = {
  ...{ open: 'amber', pending: 'amber', paid: 'neutral', failed: 'red', expired: 'neutral', refunded: 'neutral' },
}

/** The last purchases with what became of each. */
export async function PurchasesTable({ purchases }: { purchases: readonly Purchase[] }) {
  const t = await getTranslations('billing.purchases')
  if (purchases.length === 0) return <p className="text-ink-soft text-sm">{t('none')}</p>
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <Table label={t('title')}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>{t('date')}</TableHead>
            <TableHead>{t('what')}</TableHead>
            <TableHead>{t('status')}</TableHead>
            <TableHead numeric>{t('amount')}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {purchases.map((purchase) => (
            <TableRow key={purchase.id}>
              <TableCell>
                <RelativeTime at={purchase.createdAt} />
              </TableCell>
              <TableCell>{t(purchase.kind)}</TableCell>
              <TableCell>
                <Badge tone={tones[purchase.status]}>{t(`state.${purchase.status}`)}</Badge>
                {purchase.status === 'paid' && purchase.refundedNanoUsd > 0n && (
                  <span className="ml-2 text-ink-soft text-xs">
                    {t('partly')} <Money nanoUsd={purchase.refundedNanoUsd} />
                  </span>
                )}
              </TableCell>
              <TableCell numeric>
                <Money nanoUsd={purchase.amountNanoUsd} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}
