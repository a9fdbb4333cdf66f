import { useTranslations } from 'next-intl'
import { Money } from '@/components/pieces/money'
import { Receipt, type ReceiptLine } from '@/components/pieces/receipt'
import { RelativeTime } from '@/components/pieces/relative-time'
import { CopyButton } from '@/components/ui/copy-button'
import { formatUsd } from '@/lib/money'
import type { Receipt as ReceiptJson } from '@/lib/receipts'
import type { UsageRecord } from '@/lib/usage'

const million = 1_000_000n

/** The slip of a request as its customer sees it. */
export function RequestReceipt({ record, receipt }: { record: UsageRecord; receipt: ReceiptJson }) {
  const t = useTranslations('admin.request.receipt')
  const tFunds = useTranslations('usage.receipt.fundedBy')
  const lines: ReceiptLine[] = receipt.lines.map((line) => ({
    label: line.class.replaceAll('_', ' '),
    quantity: line.quantity.toLocaleString('en-US'),
    unitPrice: t('perMillion', { amount: formatUsd(BigInt(line.unitNanoUsdPerMillion)) }),
    // Rounded half up for the eye only; the total is rounded once.
    amountNanoUsd: (BigInt(line.nanoUsdTimesMillion) + million / 2n) / million,
  }))
  const after = record.balanceAfterNanoUsd
  return (
    <Receipt
      className="max-w-none"
      title={record.requestedModel}
      meta={[{ label: t('date'), value: <RelativeTime at={record.createdAt} absolute /> }]}
      lines={lines}
      adjustments={[{ label: t('multiplier'), value: `× ${receipt.multiplier}` }]}
      totalLabel={t('cost')}
      totalNanoUsd={record.costNanoUsd}
      footer={[
        { label: t('charged'), value: <Money nanoUsd={record.chargedNanoUsd} /> },
        { label: t('funded'), value: tFunds(record.fundedBy) },
        ...(after === null ? [] : [{ label: t('after'), value: <Money nanoUsd={after} /> }]),
      ]}
      actions={<CopyButton value={JSON.stringify(receipt, null, 2)} label={t('copy')} />}
    />
  )
}
