import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { LaneMeter } from '@/components/pieces/lane-meter'
import { Money } from '@/components/pieces/money'
import type { LiveUserView } from '@/lib/users'

/** What every page should answer at a glance: what is left, and how busy my lanes are. */
export async function ShellFooter({ live }: { live: LiveUserView }) {
  const t = await getTranslations('onboarding.footer')
  return (
    <div className="flex flex-col gap-3">
      <Link href="/billing" className="focus-ring flex items-baseline justify-between gap-3 rounded-sm hover:underline">
        <span className="text-ink-soft text-xs">{t('available')}</span>
        <Money nanoUsd={available(live)} className="text-sm" />
      </Link>
      <div className="flex items-center justify-between gap-3">
        <span className="text-ink-soft text-xs">{t('inFlight')}</span>
        <LaneMeter running={live.running} waiting={live.waiting} limit={live.concurrencyLimit || null} />
      </div>
    </div>
  )
}

function available(live: LiveUserView): bigint {
  const left = BigInt(live.balanceNanoUsd) - BigInt(live.heldNanoUsd)
  return left > 0n ? left : 0n
}
