import { useTranslations } from 'next-intl'
import { formatDuration } from '@/components/pieces/format-duration'
import { HealthDot } from '@/components/pieces/health-dot'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { JobView } from '@/lib/operations'

const statuses = { ok: 'ok', failed: 'broken', waiting: 'off' } as const

export function JobTable({ jobs }: { jobs: readonly JobView[] }) {
  const t = useTranslations('admin.system.jobs')
  if (jobs.length === 0) {
    return (
      <Card>
        <p className="px-4 py-8 text-center text-ink-soft text-sm">{t('none')}</p>
      </Card>
    )
  }
  return (
    <Card className="overflow-hidden">
      <Table label={t('title')}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>{t('name')}</TableHead>
            <TableHead>{t('state')}</TableHead>
            <TableHead>{t('cron')}</TableHead>
            <TableHead>{t('ran')}</TableHead>
            <TableHead className="text-right">{t('took')}</TableHead>
            <TableHead>{t('detail')}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {jobs.map((job) => (
            <TableRow key={job.name}>
              <TableCell className="font-medium">{job.name}</TableCell>
              <TableCell>
                <HealthDot status={statuses[job.state]} label={t(`states.${job.state}`)} />
              </TableCell>
              <TableCell className="font-mono text-xs">{job.cron || '—'}</TableCell>
              <TableCell>{job.ranAt === null ? '—' : <RelativeTime at={job.ranAt} />}</TableCell>
              <TableCell className="text-right tabular-nums">
                {job.durationMs === null ? '—' : formatDuration(job.durationMs)}
              </TableCell>
              <TableCell className="max-w-80 truncate text-ink-soft text-xs" title={job.outcome}>
                {job.outcome || '—'}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}
