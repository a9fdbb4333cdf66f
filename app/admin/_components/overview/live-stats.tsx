'use client'

import { useTranslations } from 'next-intl'
import { formatCount } from '@/components/pieces/format-count'
import { formatDuration } from '@/components/pieces/format-duration'
import { Money } from '@/components/pieces/money'
import { TokenCount } from '@/components/pieces/token-count'
import { Callout } from '@/components/ui/callout'
import type { Latency, LiveSnapshot } from '@/lib/operations'
import { useLive } from '../live-provider'
import { Stat, StatRow } from '../stat'

type LiveStatsProps = { initial: LiveSnapshot; firstToken: Latency; queue: Latency }

/** The installation's numbers, as the last event of the live stream told them. */
export function LiveStats({ initial, firstToken, queue }: LiveStatsProps) {
  const t = useTranslations('admin.overview')
  const { running, waiting, openHolds, lastMinute, today, storeReachable } = useLive().snapshot ?? initial
  const { customer, us, upstream } = today.failed
  const ours = us + upstream
  const share = (count: number) =>
    today.requests === 0 ? '0' : ((count / today.requests) * 100).toFixed(count === 0 ? 0 : 2)
  return (
    <div className="flex flex-col gap-3">
      {!storeReachable && (
        <Callout tone="red" title={t('store.title')}>
          {t('store.description')}
        </Callout>
      )}
      <StatRow>
        <Stat
          label={t('stats.running')}
          value={<span data-stat="running">{running}</span>}
          note={t('stats.holds', { count: openHolds })}
        />
        <Stat
          label={t('stats.waiting')}
          value={waiting}
          note={latencyNote(t, queue)}
          tone={waiting > 0 ? 'amber' : 'plain'}
        />
        <Stat
          label={t('stats.rate')}
          value={formatCount(lastMinute.requests)}
          note={t('stats.tokensRate', { count: formatCount(lastMinute.tokens) })}
        />
        <Stat
          label={t('stats.firstToken')}
          value={firstToken.p50Ms === null ? '—' : formatDuration(firstToken.p50Ms)}
          note={firstToken.p95Ms === null ? t('stats.noCalls') : t('stats.percentiles', times(firstToken))}
        />
      </StatRow>
      <StatRow>
        <Stat
          label={t('stats.requests')}
          value={<span data-stat="requests">{formatCount(today.requests)}</span>}
          note={t('stats.today')}
        />
        <Stat label={t('stats.tokens')} value={<TokenCount value={today.tokens} />} note={t('stats.today')} />
        <Stat
          label={t('stats.spend')}
          value={<Money nanoUsd={today.chargedNanoUsd} />}
          note={
            today.lossNanoUsd === '0' ? (
              t('stats.noLoss')
            ) : (
              <>
                {t('stats.loss')} <Money nanoUsd={today.lossNanoUsd} />
              </>
            )
          }
        />
        <Stat
          label={t('stats.errors')}
          value={`${share(ours)} %`}
          note={t('stats.owners', { us, upstream, customer })}
          tone={ours > 0 ? 'red' : 'plain'}
        />
      </StatRow>
    </div>
  )
}

type Translate = ReturnType<typeof useTranslations<'admin.overview'>>

const times = (latency: Latency) => ({
  p95: formatDuration(latency.p95Ms ?? 0),
  p99: formatDuration(latency.p99Ms ?? 0),
})

function latencyNote(t: Translate, queue: Latency): string {
  if (queue.p95Ms === null) return t('stats.noCalls')
  return t('stats.queueTimes', times(queue))
}
