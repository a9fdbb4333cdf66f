import { useTranslations } from 'next-intl'
import { formatDuration } from '@/components/pieces/format-duration'
import { type Health, HealthDot } from '@/components/pieces/health-dot'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Card, CardContent, CardHeader } from '@/components/ui/card'
import type { SystemCheck } from '@/lib/operations'
import { type Fact, Facts } from '../../_components/facts'

const slowMs = 250
const maxSkewMs = 1_000
const mebibyte = 1_048_576

const size = (bytes: number) => `${(bytes / mebibyte).toLocaleString('en-US', { maximumFractionDigits: 1 })} MiB`

/** This process, its database and its slot store. */
export function HealthCards({ check }: { check: SystemCheck }) {
  const t = useTranslations('admin.system')
  const { database, store } = check
  const isClockOff = Math.abs(database.clockSkewMs) > maxSkewMs
  return (
    <div className="grid gap-4 lg:grid-cols-3">
      <Part
        title={t('process.title')}
        status="ok"
        label={t('process.up')}
        facts={[
          { label: t('process.version'), value: check.version },
          { label: t('process.node'), value: check.node },
          { label: t('process.role'), value: check.role },
          { label: t('process.mode'), value: t(check.isLocal ? 'process.local' : 'process.production') },
          { label: t('process.memory'), value: size(check.memoryBytes) },
          { label: t('process.started'), value: <RelativeTime at={check.startedAt} /> },
        ]}
      />
      <Part
        title={t('database.title')}
        status={isClockOff || database.answerMs > slowMs ? 'waiting' : 'ok'}
        label={t(isClockOff ? 'database.clockOff' : database.answerMs > slowMs ? 'slow' : 'answers')}
        facts={[
          { label: t('database.version'), value: `PostgreSQL ${database.version}` },
          { label: t('answer'), value: formatDuration(database.answerMs) },
          { label: t('database.size'), value: size(database.sizeBytes) },
          { label: t('database.connections'), value: `${database.connections} / ${database.maxConnections}` },
          { label: t('database.clock'), value: `${database.clockSkewMs} ms` },
        ]}
      />
      <Part
        title={t('store.title')}
        status={!store.reachable ? 'broken' : store.answerMs > slowMs ? 'waiting' : 'ok'}
        label={t(!store.reachable ? 'store.unreachable' : store.answerMs > slowMs ? 'slow' : 'answers')}
        facts={[
          { label: t('store.kind'), value: t(`store.kinds.${store.kind}`) },
          { label: t('answer'), value: formatDuration(store.answerMs) },
          { label: t('store.reach'), value: t(store.kind === 'memory' ? 'store.one' : 'store.many') },
        ]}
      />
    </div>
  )
}

type PartProps = { title: string; status: Health; label: string; facts: readonly Fact[] }

function Part({ title, status, label, facts }: PartProps) {
  return (
    <Card>
      <CardHeader title={title} action={<HealthDot status={status} label={label} />} />
      <CardContent>
        <Facts facts={facts} narrow />
      </CardContent>
    </Card>
  )
}
