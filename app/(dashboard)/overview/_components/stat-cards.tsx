import { getTranslations } from 'next-intl/server'
import { BarSpark } from '@/components/charts/bar-spark'
import { formatValue } from '@/components/charts/chart-format'
import { Sparkline } from '@/components/charts/sparkline'
import { formatCount } from '@/components/pieces/format-count'
import { formatDuration } from '@/components/pieces/format-duration'
import { Money } from '@/components/pieces/money'
import { TokenCount } from '@/components/pieces/token-count'
import type { SeriesPoint } from '@/lib/usage'
import { BalanceCard } from './balance-card'
import type { OverviewData } from './load-overview'
import { type PreparedSeries, sumByBucket } from './prepare-series'
import { StatCard } from './stat-card'

const inputOf = (point: SeriesPoint) => point.inputTokens + point.cachedInputTokens + point.cacheWriteTokens
const tokensOf = (point: SeriesPoint) => inputOf(point) + point.outputTokens
const toldValues = 12

const sum = (rows: readonly SeriesPoint[], measure: (point: SeriesPoint) => number) =>
  rows.reduce((total, row) => total + measure(row), 0)

/** Balance, spend, tokens and requests of the time range. */
export async function StatCards({ data, spend }: { data: OverviewData; spend: PreparedSeries }) {
  const t = await getTranslations('overview.cards')
  const rows = data.byModel
  const charged = rows.reduce((total, row) => total + row.chargedNanoUsd, 0n)
  const requests = sumByBucket(rows, data.starts, (point) => point.requests)
  const tokens = sumByBucket(rows, data.starts, tokensOf)
  const told = (name: string, values: readonly number[], unit: 'usd' | 'count') =>
    t('trend', {
      name,
      values: values
        .slice(-toldValues)
        .map((value) => formatValue(value, unit))
        .join(', '),
    })
  const spendByBucket = sumByBucket(rows, data.starts, (point) => Number(point.chargedNanoUsd))
  const firstTokens = sum(rows, (point) => point.firstTokenCount)
  const firstTokenMs = firstTokens > 0 ? sum(rows, (point) => point.firstTokenMs) / firstTokens : null
  const failed = sum(rows, (point) => point.failed)
  return (
    <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
      <BalanceCard live={data.live} recent={data.recent} />
      <StatCard
        title={t('spend')}
        value={<Money nanoUsd={charged} />}
        note={firstTokenMs !== null && t('firstToken', { duration: formatDuration(firstTokenMs) })}
      >
        <BarSpark
          className="h-10"
          points={spend.points}
          series={spend.series}
          label={told(t('spend'), spendByBucket, 'usd')}
        />
      </StatCard>
      <StatCard
        title={t('tokens')}
        value={<TokenCount value={sum(rows, tokensOf)} />}
        note={t('tokensSplit', {
          input: formatCount(sum(rows, inputOf)),
          output: formatCount(sum(rows, (point) => point.outputTokens)),
        })}
      >
        <Sparkline className="h-10" values={tokens} label={told(t('tokens'), tokens, 'count')} />
      </StatCard>
      <StatCard
        title={t('requests')}
        value={formatCount(sum(rows, (point) => point.requests))}
        note={t('failed', { count: failed })}
      >
        <Sparkline className="h-10" values={requests} label={told(t('requests'), requests, 'count')} />
      </StatCard>
    </div>
  )
}
