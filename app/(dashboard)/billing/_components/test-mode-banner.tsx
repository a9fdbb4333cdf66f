import { FlaskConicalIcon } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import { Callout } from '@/components/ui/callout'
import type { BillingMode } from '@/lib/billing'

/** Where nothing real is paid, that must be impossible to overlook. */
export async function TestModeBanner({ mode }: { mode: BillingMode }) {
  const t = await getTranslations('billing.mode')
  if (mode === 'live') return null
  if (mode === 'off') return <Callout title={t('offTitle')}>{t('off')}</Callout>
  return (
    <div
      role="note"
      data-testid="test-mode"
      className="flex flex-wrap items-center gap-x-4 gap-y-1 overflow-hidden rounded-lg border-2 border-amber border-dashed bg-amber-soft px-4 py-3"
    >
      <FlaskConicalIcon aria-hidden className="size-5 shrink-0 text-amber" />
      <p className="font-semibold text-base">{t('testTitle')}</p>
      <p className="min-w-0 flex-1 basis-64 text-sm">{t(mode)}</p>
    </div>
  )
}
