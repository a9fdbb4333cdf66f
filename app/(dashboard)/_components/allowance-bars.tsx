import { getFormatter, getTranslations } from 'next-intl/server'
import { Money } from '@/components/pieces/money'
import { Progress } from '@/components/ui/progress'
import type { WindowProgress } from '@/lib/subscriptions'

type AllowanceBarsProps = { windows: readonly WindowProgress[]; timezone: string }

/** How much of a plan's allowance is used, window by window, and when each is full again. */
export async function AllowanceBars({ windows, timezone }: AllowanceBarsProps) {
  const [t, format] = await Promise.all([getTranslations('billing.allowance'), getFormatter()])
  if (windows.length === 0) return <p className="text-ink-soft text-sm">{t('none')}</p>
  return (
    <ul className="grid gap-4 sm:auto-cols-fr sm:grid-flow-col">
      {windows.map(({ kind, limitNanoUsd, usedNanoUsd, heldNanoUsd, remainingNanoUsd, resetsAt }) => (
        <li key={kind} data-window={kind} className="flex min-w-0 flex-col gap-1.5">
          <div className="flex items-baseline justify-between gap-3 text-sm">
            <span className="font-medium">{t(kind)}</span>
            <span className="text-ink-soft text-xs">
              <Money nanoUsd={usedNanoUsd + heldNanoUsd} /> / <Money nanoUsd={limitNanoUsd} />
            </span>
          </div>
          <Progress
            warn
            label={t('label', { window: t(kind) })}
            value={Number((usedNanoUsd + heldNanoUsd) / 1_000n)}
            max={Number(limitNanoUsd / 1_000n)}
          />
          <p className="text-ink-soft text-xs">
            {remainingNanoUsd === 0n ? t('usedUp') : null}{' '}
            {t('resets', {
              date: format.dateTime(resetsAt, { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone }),
            })}
          </p>
        </li>
      ))}
    </ul>
  )
}
