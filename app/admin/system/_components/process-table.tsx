import { useTranslations } from 'next-intl'
import { HealthDot } from '@/components/pieces/health-dot'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { ProcessView } from '@/lib/operations'
import { MonoId } from '../../_components/mono-id'

const silentMs = 30_000
const count = (text: string) => Number(text).toLocaleString('en-US')

/** Processes as they last reported: admitted = settled + voided + open. */
export function ProcessTable({ processes, now }: { processes: readonly ProcessView[]; now: Date }) {
  const t = useTranslations('admin.system.processes')
  if (processes.length === 0) {
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
            <TableHead>{t('process')}</TableHead>
            <TableHead>{t('state')}</TableHead>
            <TableHead>{t('role')}</TableHead>
            <TableHead>{t('version')}</TableHead>
            <TableHead>{t('started')}</TableHead>
            <TableHead>{t('heartbeat')}</TableHead>
            <TableHead numeric>{t('admitted')}</TableHead>
            <TableHead numeric>{t('settled')}</TableHead>
            <TableHead numeric>{t('voided')}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {processes.map((process) => {
            const isSilent = now.getTime() - new Date(process.heartbeatAt).getTime() > silentMs
            return (
              <TableRow key={process.id}>
                <TableCell>
                  <span className="flex flex-col">
                    <span>
                      {process.host}:{process.pid}
                    </span>
                    <MonoId id={process.id} short className="text-ink-soft" />
                  </span>
                </TableCell>
                <TableCell>
                  <HealthDot status={isSilent ? 'off' : 'ok'} label={t(isSilent ? 'gone' : 'alive')} />
                </TableCell>
                <TableCell>{process.role}</TableCell>
                <TableCell>{process.version || '—'}</TableCell>
                <TableCell>
                  <RelativeTime at={process.startedAt} />
                </TableCell>
                <TableCell>
                  <RelativeTime at={process.heartbeatAt} />
                </TableCell>
                <TableCell numeric>{count(process.admitted)}</TableCell>
                <TableCell numeric>{count(process.settled)}</TableCell>
                <TableCell numeric>{count(process.voided)}</TableCell>
              </TableRow>
            )
          })}
        </TableBody>
      </Table>
    </Card>
  )
}
