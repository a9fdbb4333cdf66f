import { getTranslations } from 'next-intl/server'
import { formatCount } from '@/components/pieces/format-count'
import { Money } from '@/components/pieces/money'
import { Progress } from '@/components/ui/progress'
import { formatUsd } from '@/lib/money'
import type { UsageRecord } from '@/lib/usage'
import type { LiveUserView } from '@/lib/users'
import { StatCard } from './stat-card'

type BalanceCardProps = { live: LiveUserView; recent: readonly UsageRecord[] }

/** What is left, and how far it goes at the price of the last calls. */
export async function BalanceCard({ live, recent }: BalanceCardProps) {
  const t = await getTranslations('overview.cards')
  const balance = BigInt(live.balanceNanoUsd)
  const held = BigInt(live.heldNanoUsd)
  const available = balance > held ? balance - held : 0n
  const paid = recent.filter((record) => record.chargedNanoUsd > 0n)
  const spent = paid.reduce((sum, record) => sum + record.chargedNanoUsd, 0n)
  const calls = spent > 0n ? (available * BigInt(paid.length)) / spent : null
  const about =
    calls === null ? t('balanceUnused') : t('balanceAbout', { count: formatCount(Number(calls)), sample: paid.length })
  return (
    <StatCard
      title={t('balance')}
      value={<Money nanoUsd={available} />}
      note={available === 0n ? t('balanceNone') : about}
    >
      {held > 0n && (
        <div className="flex flex-col gap-1.5">
          <Progress label={t('balance')} value={Number(held / 1_000n)} max={Number(balance / 1_000n)} />
          <p className="text-ink-soft text-xs">{t('balanceHeld', { amount: formatUsd(held) })}</p>
        </div>
      )}
    </StatCard>
  )
}
