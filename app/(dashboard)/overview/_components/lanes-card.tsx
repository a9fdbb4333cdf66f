import { getTranslations } from 'next-intl/server'
import { LaneMeter } from '@/components/pieces/lane-meter'
import { Card } from '@/components/ui/card'
import type { LiveUserView } from '@/lib/users'
import type { KeyLane } from './load-overview'

/** Calls running and waiting now: the account's lanes, and each key that has any. */
export async function LanesCard({ live, lanes }: { live: LiveUserView; lanes: readonly KeyLane[] }) {
  const t = await getTranslations('overview.lanes')
  return (
    <Card className="flex flex-wrap items-center gap-x-10 gap-y-3 px-4 py-3">
      <h2 className="font-semibold text-sm">{t('title')}</h2>
      <div className="flex items-center gap-3">
        <span className="text-ink-soft text-sm">{t('account')}</span>
        <LaneMeter running={live.running} waiting={live.waiting} limit={live.concurrencyLimit || null} />
      </div>
      {lanes.map((lane) => (
        <div key={lane.id} className="flex items-center gap-3">
          <span className="max-w-48 truncate text-ink-soft text-sm">{lane.name}</span>
          <LaneMeter running={lane.running} waiting={lane.waiting} limit={lane.limit} />
        </div>
      ))}
      {live.running + live.waiting === 0 && <p className="text-ink-soft text-sm">{t('none')}</p>}
    </Card>
  )
}
