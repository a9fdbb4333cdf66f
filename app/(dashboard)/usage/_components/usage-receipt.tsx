import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { Receipt, type ReceiptRow } from '@/components/pieces/receipt'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { formatUsdExact } from '@/lib/money'
import type { SignedReceipt } from '@/lib/receipts'
import type { UsageRecord } from '@/lib/usage'
import { receiptLines } from './receipt-lines'
import { VerifyButton } from './verify-button'

const classes = ['input', 'cached_input', 'cache_write_5m', 'cache_write_1h', 'output', 'request'] as const

/** The slip of one request; what it says can be recomputed from what it says. */
export async function UsageReceipt({ record, receipt }: { record: UsageRecord; receipt: SignedReceipt }) {
  const t = await getTranslations('usage.receipt')
  const lines = receiptLines(receipt, {
    className: (name) => {
      const known = classes.find((each) => each === name)
      return known ? t(`classes.${known}`) : name.replaceAll('_', ' ')
    },
    tool: (name) => t('tool', { name }),
    tokens: (count) => t('tokens', { count }),
    calls: (count) => t('calls', { count }),
    perMillion: (amount) => t('perMillion', { amount }),
    each: (amount) => t('each', { amount }),
  })
  const footer: ReceiptRow[] = [
    { label: t('charged'), value: formatUsdExact(record.chargedNanoUsd) },
    ...(record.lossNanoUsd > 0n ? [{ label: t('loss'), value: formatUsdExact(record.lossNanoUsd) }] : []),
    { label: t('funded'), value: t(`fundedBy.${record.fundedBy}`) },
    ...(record.balanceAfterNanoUsd === null
      ? []
      : [{ label: t('after'), value: formatUsdExact(record.balanceAfterNanoUsd) }]),
  ]
  return (
    <Receipt
      className="max-w-none"
      title={t('title')}
      meta={[
        { label: t('date'), value: <RelativeTime at={record.createdAt} absolute /> },
        { label: t('model'), value: record.requestedModel },
      ]}
      lines={lines}
      adjustments={
        lines.length === 0
          ? [{ label: t('noLines'), value: '' }]
          : [
              { label: t('multiplier'), value: `× ${receipt.multiplier}` },
              { label: t('rounding'), value: t('roundingValue') },
            ]
      }
      totalLabel={t('cost')}
      totalNanoUsd={record.costNanoUsd}
      footer={footer}
      actions={
        <>
          <CopyButton value={JSON.stringify(receipt, null, 2)} label={t('copy')} />
          <Button asChild size="sm" variant="ghost">
            <a href={`/usage/receipt/${record.requestId}`} download>
              {t('download')}
            </a>
          </Button>
          <Button asChild size="sm" variant="ghost">
            <Link href="/docs/receipts">{t('how')}</Link>
          </Button>
          <VerifyButton receipt={JSON.stringify(receipt)} />
        </>
      }
    />
  )
}
