'use client'

import { useTranslations } from 'next-intl'
import { LiveMark } from './live-mark'
import { useLive } from './live-provider'

/** Calls in flight and waiting, at the foot of every page. */
export function TrafficMeter() {
  const t = useTranslations('admin.live')
  const { snapshot } = useLive()
  return (
    <div className="flex flex-col gap-2">
      <dl className="grid grid-cols-2 gap-2 text-xs">
        <div>
          <dt className="text-ink-soft">{t('running')}</dt>
          <dd className="font-medium font-mono text-sm tabular-nums">{snapshot?.running ?? '—'}</dd>
        </div>
        <div>
          <dt className="text-ink-soft">{t('waiting')}</dt>
          <dd className="font-medium font-mono text-sm tabular-nums">{snapshot?.waiting ?? '—'}</dd>
        </div>
      </dl>
      <LiveMark />
    </div>
  )
}
