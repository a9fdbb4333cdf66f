import { cn } from '@/components/ui/cn'
import { formatUsd, formatUsdExact, parseNanoUsd } from '@/lib/money'

export type MoneyProps = {
  /** Nano-USD, as bigint or in its JSON form. */
  nanoUsd: bigint | string
  /** Puts a plus before gains, for ledgers. */
  signed?: boolean
  /** Shows every digit: where amounts must visibly add up. */
  exact?: boolean
  className?: string
}

/** An amount with as many digits as it takes not to be zero; all of them on hover and for screen readers. */
export function Money({ nanoUsd, signed = false, exact = false, className }: MoneyProps) {
  const amount = typeof nanoUsd === 'bigint' ? nanoUsd : parseNanoUsd(nanoUsd)
  if (amount === null) return <span data-slot="money">—</span>
  const plus = signed && amount > 0n ? '+' : ''
  const full = `${plus}${formatUsdExact(amount)}`
  const short = exact ? full : `${plus}${formatUsd(amount)}`
  const differs = short.replaceAll(',', '') !== full
  return (
    <span
      data-slot="money"
      title={differs ? full : undefined}
      className={cn('whitespace-nowrap font-mono tabular-nums', className)}
    >
      <span aria-hidden={differs || undefined}>{short}</span>
      {differs && <span className="sr-only select-none">{full}</span>}
    </span>
  )
}
