import { useTranslations } from 'next-intl'
import { HealthDot } from '@/components/pieces/health-dot'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { MigrationView } from '@/lib/operations'

export function MigrationTable({ migrations }: { migrations: readonly MigrationView[] }) {
  const t = useTranslations('admin.system.migrations')
  return (
    <Card className="overflow-hidden">
      <Table label={t('title')}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>{t('name')}</TableHead>
            <TableHead>{t('state')}</TableHead>
            <TableHead>{t('finished')}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {migrations.map(({ name, finishedAt }) => (
            <TableRow key={name}>
              <TableCell className="font-mono text-xs">{name}</TableCell>
              <TableCell>
                <HealthDot
                  status={finishedAt === null ? 'broken' : 'ok'}
                  label={t(finishedAt === null ? 'broken' : 'applied')}
                />
              </TableCell>
              <TableCell>{finishedAt === null ? '—' : <RelativeTime at={finishedAt} />}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}
