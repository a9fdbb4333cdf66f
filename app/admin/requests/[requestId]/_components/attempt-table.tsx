import { useTranslations } from 'next-intl'
import { formatDuration } from '@/components/pieces/format-duration'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { UsageRecord } from '@/lib/usage'

type AttemptTableProps = { attempts: UsageRecord['attempts']; names: Readonly<Record<string, string>> }

const bytes = (count: number) => `${count.toLocaleString('en-US')} B`
const duration = (ms: number | null) => (ms === null ? '—' : formatDuration(ms))

/** Every try at an account, in order, with what the upstream answered. */
export function AttemptTable({ attempts, names }: AttemptTableProps) {
  const t = useTranslations('admin.request.attempts')
  const numbered = attempts.map((attempt, index) => ({ ...attempt, number: index + 1 }))
  if (numbered.length === 0) {
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
            <TableHead numeric>{t('number')}</TableHead>
            <TableHead>{t('account')}</TableHead>
            <TableHead>{t('result')}</TableHead>
            <TableHead numeric>{t('headers')}</TableHead>
            <TableHead numeric>{t('firstToken')}</TableHead>
            <TableHead numeric>{t('bytes')}</TableHead>
            <TableHead>{t('upstreamId')}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {numbered.map((attempt) => (
            <TableRow key={attempt.number}>
              <TableCell numeric>{attempt.number}</TableCell>
              <TableCell className="whitespace-nowrap font-medium">
                {names[attempt.accountId] ?? attempt.accountId}
              </TableCell>
              <TableCell>
                <span className="inline-flex items-center gap-2">
                  <Badge tone={attempt.failure === null ? 'neutral' : 'red'}>{attempt.status ?? t('noAnswer')}</Badge>
                  {attempt.failure !== null && <span className="font-mono text-xs">{attempt.failure}</span>}
                </span>
              </TableCell>
              <TableCell numeric>{duration(attempt.headerMs)}</TableCell>
              <TableCell numeric>{duration(attempt.firstTokenMs)}</TableCell>
              <TableCell numeric>{bytes(attempt.bytes)}</TableCell>
              <TableCell className="max-w-56 truncate font-mono text-xs" title={attempt.upstreamRequestId ?? undefined}>
                {attempt.upstreamRequestId ?? '—'}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}
