import { getTranslations } from 'next-intl/server'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Badge } from '@/components/ui/badge'
import { Callout } from '@/components/ui/callout'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { type InvoiceView, listInvoices } from '@/lib/billing'

const known = ['paid', 'open', 'draft', 'void', 'uncollectible'] as const

async function load(userId: string): Promise<readonly InvoiceView[] | null> {
  try {
    return await listInvoices(userId)
  } catch {
    // The payment service is away: the rest of the page is ours and stays.
    return null
  }
}

/** Invoices of plans, from the payment service. */
export async function InvoicesTable({ userId }: { userId: string }) {
  const [t, invoices] = await Promise.all([getTranslations('billing.invoices'), load(userId)])
  if (invoices === null) return <Callout tone="red">{t('away')}</Callout>
  if (invoices.length === 0) return <p className="text-ink-soft text-sm">{t('none')}</p>
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <Table label={t('title')}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>{t('number')}</TableHead>
            <TableHead>{t('date')}</TableHead>
            <TableHead>{t('status')}</TableHead>
            <TableHead numeric>{t('total')}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {invoices.map((invoice) => (
            <TableRow key={invoice.id}>
              <TableCell className="font-mono">
                {invoice.url ? (
                  <a href={invoice.url} className="focus-ring text-accent underline underline-offset-4">
                    {invoice.number ?? invoice.id}
                  </a>
                ) : (
                  (invoice.number ?? invoice.id)
                )}
              </TableCell>
              <TableCell>
                <RelativeTime at={invoice.at} />
              </TableCell>
              <TableCell>
                <Badge tone={invoice.status === 'open' ? 'red' : 'neutral'}>
                  {t(`state.${known.find((each) => each === invoice.status) ?? 'draft'}`)}
                </Badge>
              </TableCell>
              <TableCell numeric>
                <Money nanoUsd={invoice.totalNanoUsd} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}
