import { ActivityIcon } from 'lucide-react'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Empty } from '@/components/ui/empty'
import { listOfferedPools } from '@/lib/account-pools'
import { listIncidents } from '@/lib/alerts'
import { ownLatency, serviceHealth } from '@/lib/usage'
import { HealthTable } from './_components/health-table'
import { Incidents } from './_components/incidents'
import { OwnLatencyStrip } from './_components/own-latency-strip'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('site.status')
  return { title: t('title'), description: t('lead') }
}

export default async function StatusPage() {
  const [t, models, poolHealth, offered, incidents, own] = await Promise.all([
    getTranslations('site.status'),
    serviceHealth('model'),
    serviceHealth('pool'),
    listOfferedPools(),
    listIncidents(),
    ownLatency(),
  ])
  const poolNames = new Map(offered.map(({ id, name }) => [id, name]))
  // A private pool's name is nobody else's business.
  const pools = poolHealth.flatMap((row) => {
    const name = poolNames.get(row.name)
    return name === undefined ? [] : [{ ...row, name }]
  })
  return (
    <div className="mx-auto flex w-full max-w-[1264px] flex-col gap-6 px-4 pt-10 pb-20 md:px-8 lg:pt-14">
      <header className="flex flex-col gap-2">
        <h1 className="font-semibold text-2xl tracking-tight">{t('title')}</h1>
        <p className="max-w-2xl text-base text-ink-soft leading-7">{t('lead')}</p>
      </header>
      <Incidents incidents={incidents} />
      {models.length === 0 ? (
        <div className="rounded-lg border border-line bg-surface">
          <Empty icon={ActivityIcon} title={t('emptyTitle')} description={t('empty')} />
        </div>
      ) : (
        <>
          <HealthTable of="model" rows={models} />
          {pools.length > 0 && <HealthTable of="pool" rows={pools} />}
          <OwnLatencyStrip latency={own} />
        </>
      )}
      <p className="max-w-2xl text-ink-soft text-sm">{t('averages')}</p>
    </div>
  )
}
