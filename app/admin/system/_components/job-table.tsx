import { useTranslations } from 'next-intl'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { JobView } from '@/lib/operations'

const detailText = (detail: unknown) => {
  const text = JSON.stringify(detail)
  return text === '{}' || text === undefined ? '—' : text
}

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
            <TableHead>{t('reached')}</TableHead>
            <TableHead>{t('ran')}</TableHead>
            <TableHead>{t('detail')}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {jobs.map((job) => (
            <TableRow key={job.name}>
              <TableCell className="font-medium">{job.name}</TableCell>
              <TableCell>
                <RelativeTime at={job.reachedAt} />
              </TableCell>
              <TableCell>
                <RelativeTime at={job.updatedAt} />
              </TableCell>
              <TableCell className="max-w-80 truncate font-mono text-xs">{detailText(job.detail)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}
