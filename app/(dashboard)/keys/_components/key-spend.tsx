'use client'

import { useTranslations } from 'next-intl'
import { Money } from '@/components/pieces/money'
import { Progress } from '@/components/ui/progress'
import { formatUsd } from '@/lib/money'
import type { KeyRow } from './key-row'

const toNumber = (nanoUsd: string) => Number(BigInt(nanoUsd) / 1_000n)

/** Against its cap when there is one, else what it has ever spent. */
export function KeySpend({ row }: { row: KeyRow }) {
  const t = useTranslations('keys')
  const cap = row.spendCapNanoUsd
  return (
    <span className="inline-flex w-36 flex-col items-end gap-1">
      <Money nanoUsd={cap === null ? row.totalSpentNanoUsd : row.periodSpentNanoUsd} />
      {cap !== null && (
        <>
          <Progress label={t('columns.spend')} value={toNumber(row.periodSpentNanoUsd)} max={toNumber(cap)} warn />
          <span className="text-ink-soft text-xs">
            {t('limit.capOf', { amount: formatUsd(BigInt(cap)), period: t(`period.${row.capPeriod ?? 'none'}`) })}
          </span>
        </>
      )}
      {cap === null && row.todayNanoUsd !== '0' && (
        <span className="text-ink-soft text-xs">
          {t('limit.today', { amount: formatUsd(BigInt(row.todayNanoUsd)) })}
        </span>
      )}
    </span>
  )
}
