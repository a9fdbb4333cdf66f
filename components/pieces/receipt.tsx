import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { Money } from './money'

export type ReceiptLine = {
  label: string
  /** For instance "1,204" tokens. */
  quantity?: string | undefined
  /** For instance "$2.50 / 1M". */
  unitPrice?: string | undefined
  amountNanoUsd: bigint | string
}

export type ReceiptRow = { label: string; value: ReactNode }

export type ReceiptProps = {
  title: string
  /** Request id, time: small, under the title. */
  meta?: readonly ReceiptRow[]
  lines: readonly ReceiptLine[]
  /** Between lines and total: multiplier, rounding. */
  adjustments?: readonly ReceiptRow[]
  totalNanoUsd: bigint | string
  totalLabel?: string
  /** Funding source, balance after. */
  footer?: readonly ReceiptRow[]
  /** "Verify", "Copy as JSON": below the slip. */
  actions?: ReactNode
  className?: string
}

/** A narrow slip of paper that adds up. */
export function Receipt({ title, meta, lines, adjustments, footer, actions, className, ...props }: ReceiptProps) {
  const t = useTranslations('ui.receipt')
  return (
    <div data-slot="receipt" className={cn('flex w-full max-w-sm flex-col gap-4', className)}>
      <div className="slip-shadow">
        <div className="torn-edge flex flex-col gap-4 rounded-t-sm bg-slip px-5 pt-6 pb-8 font-mono text-slip-ink text-xs">
          <div className="flex flex-col items-center gap-1 text-center">
            <p className="font-semibold text-sm">{title}</p>
          </div>
          {meta && <Rows rows={meta} />}
          <Rule />
          <ul className="flex flex-col gap-2.5">
            {lines.map((line) => (
              <li key={line.label} className="flex flex-col">
                <Leader label={line.label} value={<Money exact nanoUsd={line.amountNanoUsd} />} />
                {(line.quantity || line.unitPrice) && (
                  <span className="text-slip-soft">{[line.quantity, line.unitPrice].filter(Boolean).join(' × ')}</span>
                )}
              </li>
            ))}
          </ul>
          {adjustments && adjustments.length > 0 && <Rows rows={adjustments} />}
          <Rule />
          <div className="font-semibold text-sm">
            <Leader label={props.totalLabel ?? t('total')} value={<Money exact nanoUsd={props.totalNanoUsd} />} />
          </div>
          {footer && footer.length > 0 && (
            <>
              <Rule />
              <Rows rows={footer} />
            </>
          )}
        </div>
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  )
}

function Rule() {
  return <div aria-hidden className="border-slip-soft border-t border-dashed" />
}

function Rows({ rows }: { rows: readonly ReceiptRow[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {rows.map((row) => (
        <li key={row.label}>
          <Leader label={row.label} value={row.value} />
        </li>
      ))}
    </ul>
  )
}

function Leader({ label, value }: { label: string; value: ReactNode }) {
  return (
    <span className="flex items-baseline gap-2">
      <span>{label}</span>
      <span aria-hidden className="leaders h-4 min-w-4 flex-1" />
      <span className="min-w-0 text-right">{value}</span>
    </span>
  )
}
