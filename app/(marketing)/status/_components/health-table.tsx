import { getFormatter, getTranslations } from 'next-intl/server'
import { formatDuration } from '@/components/pieces/format-duration'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { ServiceHealth } from '@/lib/usage'
import { DayStrip } from './day-strip'

const duration = (ms: number | null) => (ms === null ? '—' : formatDuration(ms))

/** A line for each model or pool: 90 days, and what the last seven were like. */
export async function HealthTable({ of, rows }: { of: 'model' | 'pool'; rows: readonly ServiceHealth[] }) {
  const [t, format] = await Promise.all([getTranslations('site.status'), getFormatter()])
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <Table label={t(of)}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead className="min-w-40">{t(of)}</TableHead>
            <TableHead>{t('days')}</TableHead>
            <TableHead numeric>{t('answered')}</TableHead>
            <TableHead numeric>{t('firstToken')}</TableHead>
            <TableHead numeric>{t('queue')}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {rows.map((health) => (
            <TableRow key={health.name} className="hover:bg-transparent">
              <TableCell className="max-w-56 truncate whitespace-nowrap font-mono text-xs">{health.name}</TableCell>
              <TableCell className="w-full min-w-32 sm:min-w-80">
                <DayStrip model={health.name} days={health.days} share={health.answeredShare} />
              </TableCell>
              <TableCell numeric>
                {format.number(health.answeredShare, { style: 'percent', maximumFractionDigits: 2 })}
              </TableCell>
              <TableCell numeric>{duration(health.firstTokenMs)}</TableCell>
              <TableCell numeric>{duration(health.queueMs)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}
