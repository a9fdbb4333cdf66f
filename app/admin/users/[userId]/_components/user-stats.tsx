'use client'

import { useTranslations } from 'next-intl'
import { LaneMeter } from '@/components/pieces/lane-meter'
import { Money } from '@/components/pieces/money'
import type { LiveUserView } from '@/lib/users'
import { useLive } from '../../../_components/live-provider'
import { Stat, StatRow } from '../../../_components/stat'

type UserStatsProps = { user: LiveUserView; spentTodayNanoUsd: string }

export function UserStats({ user, spentTodayNanoUsd }: UserStatsProps) {
  const t = useTranslations('admin.user.stats')
  const live = useLive().snapshot?.users
  const running = live ? (live.find((each) => each.id === user.id)?.running ?? 0) : user.running
  return (
    <StatRow>
      <Stat
        label={t('balance')}
        value={<Money nanoUsd={user.balanceNanoUsd} />}
        note={
          user.promoNanoUsd === '0' ? (
            t('paid')
          ) : (
            <>
              {t('promo')} <Money nanoUsd={user.promoNanoUsd} />
            </>
          )
        }
      />
      <Stat label={t('held')} value={<Money nanoUsd={user.heldNanoUsd} />} note={t('heldNote')} />
      <Stat label={t('spent')} value={<Money nanoUsd={spentTodayNanoUsd} />} note={t('today')} />
      <Stat
        label={t('running')}
        value={
          <span className="flex h-8 items-center">
            <LaneMeter running={running} waiting={user.waiting} limit={user.concurrencyLimit || null} />
          </span>
        }
        note={t('waiting', { count: user.waiting })}
      />
    </StatRow>
  )
}
