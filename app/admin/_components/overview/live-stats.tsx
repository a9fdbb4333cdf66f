'use client'

import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { formatCount } from '@/components/pieces/format-count'
import { formatDuration } from '@/components/pieces/format-duration'
import { Money } from '@/components/pieces/money'
import { TokenCount } from '@/components/pieces/token-count'
import { Callout } from '@/components/ui/callout'
import type { Latency, LiveSnapshot } from '@/lib/operations'
import { useLive } from '../live-provider'
import { Stat, StatRow } from '../stat'

const secondsAMinute = 60
const percent = 100

type RowProps = { live: LiveSnapshot }

/** The installation's numbers, as the last event of the live stream told them. */
export function LiveStats({ initial }: { initial: LiveSnapshot }) {
  const t = useTranslations('admin.overview')
  const live = useLive().snapshot ?? initial
  return (
    <div className="flex flex-col gap-3">
      {!live.storeReachable && (
        <Callout tone="red" title={t('store.title')}>
          {t('store.description')}
        </Callout>
      )}
      <NowRow live={live} />
      <SpeedRow live={live} />
      <MoneyRow live={live} />
    </div>
  )
}

function NowRow({ live: { running, waiting, openHolds, lastMinute, pace } }: RowProps) {
  const t = useTranslations('admin.overview')
  const perSecond = lastMinute.requests / secondsAMinute
  return (
    <StatRow>
      <Stat
        label={t('stats.running')}
        value={<span data-stat="running">{running}</span>}
        note={t('stats.holds', { count: openHolds })}
      />
      <Stat
        label={t('stats.waiting')}
        value={<span data-stat="waiting">{waiting}</span>}
        note={latencyNote(t, pace.queue, 'queueTimes')}
        tone={waiting > 0 ? 'amber' : 'plain'}
      />
      <Stat
        label={t('stats.rate')}
        value={<span data-stat="rate">{perSecond.toFixed(perSecond < 10 ? 2 : 0)}</span>}
        note={t('stats.lastMinute', { count: formatCount(lastMinute.requests) })}
      />
      <Stat
        label={t('stats.tokensRate')}
        value={<TokenCount value={lastMinute.tokens} />}
        note={t('stats.failedMinute', { count: lastMinute.failed })}
      />
    </StatRow>
  )
}

function SpeedRow({ live: { today, pace } }: RowProps) {
  const t = useTranslations('admin.overview')
  const { customer, us, upstream } = today.failed
  const ours = us + upstream
  const share = today.requests === 0 ? 0 : (ours / today.requests) * percent
  return (
    <StatRow>
      <Stat
        label={t('stats.firstToken')}
        value={pace.firstToken.p50Ms === null ? '—' : formatDuration(pace.firstToken.p50Ms)}
        note={latencyNote(t, pace.firstToken, 'percentiles')}
      />
      <Stat
        label={t('stats.own')}
        value={<span data-stat="own">{pace.own.p50Ms === null ? '—' : formatDuration(pace.own.p50Ms)}</span>}
        note={latencyNote(t, pace.own, 'percentiles')}
      />
      <Stat
        label={t('stats.requests')}
        value={<span data-stat="requests">{formatCount(today.requests)}</span>}
        note={t('stats.tokens', { count: formatCount(today.tokens) })}
      />
      <Stat
        label={t('stats.errors')}
        value={`${share.toFixed(share === 0 ? 0 : 2)} %`}
        note={t('stats.owners', { us, upstream, customer })}
        tone={ours > 0 ? 'red' : 'plain'}
      />
    </StatRow>
  )
}

function MoneyRow({ live: { today, pace } }: RowProps) {
  const t = useTranslations('admin.overview')
  const isKnown = pace.requestsWithCost > 0 || pace.requestsWithoutCost === 0
  const costNote =
    pace.requestsWithoutCost === 0 ? t('stats.today') : t('stats.withoutCost', { count: pace.requestsWithoutCost })
  return (
    <StatRow>
      <Stat label={t('stats.revenue')} value={<Money nanoUsd={today.chargedNanoUsd} />} note={t('stats.today')} />
      <Stat
        label={t('stats.cost')}
        value={isKnown ? <Money nanoUsd={pace.upstreamCostNanoUsd} /> : '—'}
        note={costNote}
        tone={pace.requestsWithoutCost > 0 ? 'amber' : 'plain'}
      />
      <Stat
        label={t('stats.margin')}
        value={isKnown ? <Money nanoUsd={pace.marginNanoUsd} /> : '—'}
        note={
          <Link href="/admin/margin" className="focus-ring rounded-sm underline underline-offset-4 hover:text-ink">
            {t('stats.byModel')}
          </Link>
        }
      />
      <Stat
        label={t('stats.lost')}
        value={<Money nanoUsd={today.lossNanoUsd} />}
        note={today.lossNanoUsd === '0' ? t('stats.noLoss') : t('stats.loss')}
        tone={today.lossNanoUsd === '0' ? 'plain' : 'red'}
      />
    </StatRow>
  )
}

type Translate = ReturnType<typeof useTranslations<'admin.overview'>>

function latencyNote(t: Translate, { p95Ms, p99Ms }: Latency, words: 'percentiles' | 'queueTimes'): string {
  if (p95Ms === null) return t('stats.noCalls')
  return t(`stats.${words}`, { p95: formatDuration(p95Ms), p99: formatDuration(p99Ms ?? p95Ms) })
}
