import { getFormatter, getTranslations } from 'next-intl/server'
import { cn } from '@/components/ui/cn'

const dayMs = 86_400_000
const good = 0.99
const bad = 0.95

function tone(share: number | null): string {
  if (share === null) return 'bg-line h-1.5'
  if (share >= good) return 'bg-ink h-7'
  return share >= bad ? 'bg-amber h-7' : 'bg-red h-7'
}

type DayStripProps = { model: string; days: readonly (number | null)[]; share: number }

/** One bar a day, today last; what each says is in its title and, summed up, in the picture's name. */
export async function DayStrip({ model, days, share }: DayStripProps) {
  const [t, format] = await Promise.all([getTranslations('site.status'), getFormatter()])
  const percent = (value: number) => format.number(value, { style: 'percent', maximumFractionDigits: 2 })
  const today = Math.floor(Date.now() / dayMs) * dayMs
  return (
    <div role="img" aria-label={t('strip', { model, share: percent(share) })} className="flex h-7 items-end gap-px">
      {days.map((value, index) => {
        const at = new Date(today - (days.length - 1 - index) * dayMs)
        const date = format.dateTime(at, { month: 'short', day: 'numeric', timeZone: 'UTC' })
        const title = value === null ? t('noCalls', { date }) : t('day', { date, share: percent(value) })
        return (
          <span
            key={at.toISOString()}
            title={title}
            className={cn('min-w-0.5 flex-1 rounded-[1px] max-sm:nth-[-n+60]:hidden', tone(value))}
          />
        )
      })}
    </div>
  )
}
