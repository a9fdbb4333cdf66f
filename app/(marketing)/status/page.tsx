import { ActivityIcon } from 'lucide-react'
import type { Metadata } from 'next'
import { getFormatter, getTranslations } from 'next-intl/server'
import { formatDuration } from '@/components/pieces/format-duration'
import { Empty } from '@/components/ui/empty'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { listIncidents } from '@/lib/alerts'
import { serviceHealth } from '@/lib/usage'
import { DayStrip } from './_components/day-strip'
import { Incidents } from './_components/incidents'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('site.status')
  return { title: t('title'), description: t('lead') }
}

const duration = (ms: number | null) => (ms === null ? '—' : formatDuration(ms))

export default async function StatusPage() {
  const [t, format, models, incidents] = await Promise.all([
    getTranslations('site.status'),
    getFormatter(),
    serviceHealth(),
    listIncidents(),
  ])
  return (
    <div className="mx-auto flex w-full max-w-[1264px] flex-col gap-6 px-4 pt-10 pb-20 md:px-8 lg:pt-14">
      <header className="flex flex-col gap-2">
        <h1 className="font-semibold text-2xl tracking-tight">{t('title')}</h1>
        <p className="max-w-2xl text-base text-ink-soft leading-7">{t('lead')}</p>
      </header>
      <Incidents incidents={incidents} />
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        {models.length === 0 ? (
          <Empty icon={ActivityIcon} title={t('emptyTitle')} description={t('empty')} />
        ) : (
          <Table label={t('title')}>
            <TableHeader>
              <TableRow className="hover:bg-transparent">
                <TableHead>{t('model')}</TableHead>
                <TableHead>{t('days')}</TableHead>
                <TableHead numeric>{t('answered')}</TableHead>
                <TableHead numeric>{t('firstToken')}</TableHead>
                <TableHead numeric>{t('queue')}</TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {models.map((health) => (
                <TableRow key={health.model} className="hover:bg-transparent">
                  <TableCell className="whitespace-nowrap font-mono text-xs">{health.model}</TableCell>
                  <TableCell className="w-full min-w-32 sm:min-w-80">
                    <DayStrip model={health.model} days={health.days} share={health.answeredShare} />
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
        )}
      </div>
      <p className="max-w-2xl text-ink-soft text-sm">{t('averages')}</p>
    </div>
  )
}
