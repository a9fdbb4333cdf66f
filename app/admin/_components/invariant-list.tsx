import { CheckIcon, XIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import type { Invariant } from '@/lib/ledger'

const known = [
  'accounts_sum_to_zero',
  'no_wallet_below_zero',
  'open_holds_equal_held',
  'transfers_equal_cost',
  'admitted_equals_ended_and_open',
] as const

/** What must be true of the money, and whether it is. */
export function InvariantList({ invariants }: { invariants: readonly Invariant[] }) {
  const t = useTranslations('admin.invariants')
  return (
    <ul className="divide-y divide-line">
      {invariants.map((invariant) => {
        const name = known.find((each) => each === invariant.name)
        const Icon = invariant.holds ? CheckIcon : XIcon
        return (
          <li
            key={invariant.name}
            data-invariant={invariant.name}
            data-holds={invariant.holds}
            className="flex items-center gap-3 px-4 py-2.5 text-sm"
          >
            <Icon
              aria-hidden
              className={invariant.holds ? 'size-4 shrink-0 text-accent' : 'size-4 shrink-0 text-red'}
            />
            <span className="min-w-0 flex-1">
              <span className="block">{name ? t(`names.${name}`) : invariant.name}</span>
              <span className="block truncate text-ink-soft text-xs tabular-nums" title={invariant.detail}>
                {invariant.detail}
              </span>
            </span>
            <Badge tone={invariant.holds ? 'neutral' : 'red'}>{t(invariant.holds ? 'holds' : 'broken')}</Badge>
          </li>
        )
      })}
    </ul>
  )
}
