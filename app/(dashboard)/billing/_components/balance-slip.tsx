import Link from 'next/link'
import { getFormatter, getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { Money } from '@/components/pieces/money'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import type { Balance } from '@/lib/ledger'

/** What can be spent now, and what it is made of. */
export async function BalanceSlip({ balance, timezone }: { balance: Balance; timezone: string }) {
  const [t, format] = await Promise.all([getTranslations('billing.balance'), getFormatter()])
  const until = balance.promoExpiresAt
  const promoNote = until
    ? t('promoUntil', { date: format.dateTime(until, { dateStyle: 'medium', timeZone: timezone }) })
    : undefined
  return (
    <Card className="grid gap-x-16 gap-y-6 p-6 lg:grid-cols-[auto_1fr]">
      <div className="flex flex-col gap-1">
        <h2 className="text-ink-soft text-sm">{t('title')}</h2>
        <p className="text-4xl tracking-tight">
          <Money nanoUsd={balance.availableNanoUsd} />
        </p>
        <Button asChild variant="link" className="mt-2 self-start text-sm">
          <Link href="/docs/billing">{t('rules')}</Link>
        </Button>
      </div>
      <dl className="flex max-w-md flex-col justify-center gap-2 text-sm">
        <Part label={t('paid')} value={<Money nanoUsd={balance.paidNanoUsd} />} />
        {balance.promoNanoUsd > 0n && (
          <Part label={t('promo')} note={promoNote} value={<Money nanoUsd={balance.promoNanoUsd} />} />
        )}
        <Part
          label={t('held')}
          note={balance.heldNanoUsd > 0n ? t('heldHint') : undefined}
          value={<Money nanoUsd={-balance.heldNanoUsd} />}
        />
      </dl>
    </Card>
  )
}

function Part({ label, note, value }: { label: string; note?: string | undefined; value: ReactNode }) {
  return (
    <div className="flex items-baseline gap-2">
      <dt className="flex min-w-0 flex-1 items-baseline gap-2">
        <span className="shrink-0">{label}</span>
        {note && <span className="text-ink-soft text-xs">{note}</span>}
        <span aria-hidden className="leaders h-4 min-w-4 flex-1 text-ink-soft" />
      </dt>
      <dd>{value}</dd>
    </div>
  )
}
