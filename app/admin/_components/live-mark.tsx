'use client'

import { useTranslations } from 'next-intl'
import { cn } from '@/components/ui/cn'
import { useLive } from './live-provider'

/** Says whether the numbers on the page are live. */
export function LiveMark() {
  const t = useTranslations('admin.live')
  const { connected } = useLive()
  return (
    <span className="inline-flex items-center gap-2 text-ink-soft text-xs">
      <span
        aria-hidden
        className={cn('size-2 rounded-full', connected ? 'bg-accent' : 'border border-edge border-dashed')}
      />
      {connected ? t('on') : t('off')}
    </span>
  )
}
