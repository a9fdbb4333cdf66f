import { getFormatter, getTranslations } from 'next-intl/server'
import { formatDuration } from '@/components/pieces/format-duration'
import { cn } from '@/components/ui/cn'
import type { OwnLatency } from '@/lib/usage'

const dayMs = 86_400_000
const leastShare = 0.15

/** What we add to a call ourselves: the last week in a sentence, and a bar a day as high as its 95th percentile. */
export async function OwnLatencyStrip({ latency }: { latency: OwnLatency }) {
  const [t, format] = await Promise.all([getTranslations('site.status'), getFormatter()])
  const { recent, days } = latency
  const today = Math.floor(Date.now() / dayMs) * dayMs
  const highest = Math.max(...days.map((day) => day?.p95Ms ?? 0))
  return (
    <section className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4">
      <h2 className="font-medium text-sm">{t('own')}</h2>
      <p className="max-w-2xl text-ink-soft text-sm">
        {recent
          ? t('ownLead', { median: formatDuration(recent.medianMs), p95: formatDuration(recent.p95Ms) })
          : t('ownNone')}
      </p>
      <div role="img" aria-label={t('ownStrip')} className="flex h-12 items-end gap-px">
        {days.map((day, index) => {
          const at = new Date(today - (days.length - 1 - index) * dayMs)
          const date = format.dateTime(at, { month: 'short', day: 'numeric', timeZone: 'UTC' })
          const title = day
            ? t('ownDay', { date, median: formatDuration(day.medianMs), p95: formatDuration(day.p95Ms) })
            : t('noCalls', { date })
          return (
            <span
              key={at.toISOString()}
              title={title}
              className={cn(
                'min-w-0.5 flex-1 rounded-[1px] max-sm:nth-[-n+60]:hidden',
                day ? 'bg-ink' : 'h-1.5 bg-line',
              )}
              {...(day ? { style: { height: `${Math.max(leastShare, day.p95Ms / highest) * 100}%` } } : {})}
            />
          )
        })}
      </div>
    </section>
  )
}
