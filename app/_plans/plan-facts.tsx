import { CheckIcon } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import { Money } from '@/components/pieces/money'
import { formatUsd } from '@/lib/money'
import type { PlanView } from '@/lib/plans'

const windows = ['Day', 'Week', 'Month'] as const

/** A plan's price and what it gives, for cards. */
export async function PlanFacts({ plan }: { plan: PlanView }) {
  const t = await getTranslations('billing.plan')
  const allowances = windows.flatMap((window) => {
    const amount = plan[`allowance${window}NanoUsd`]
    return amount === null ? [] : [t(`allowance${window}`, { amount: formatUsd(BigInt(amount)) })]
  })
  const limits = [
    ...(plan.concurrencyLimit === null ? [] : [t('concurrency', { count: plan.concurrencyLimit })]),
    ...(plan.requestsPerMinute === null ? [] : [t('requests', { count: plan.requestsPerMinute })]),
  ]
  return (
    <>
      <p className="flex items-baseline gap-1.5">
        <Money nanoUsd={plan.priceNanoUsd} className="text-2xl tracking-tight" />
        <span className="text-ink-soft text-sm">{t(`per.${plan.interval}`)}</span>
      </p>
      {plan.description && <p className="text-ink-soft text-sm">{plan.description}</p>}
      <div aria-hidden className="lane-marking" />
      <ul className="flex flex-1 flex-col gap-2 text-sm">
        {[...allowances, ...limits, ...plan.features].map((fact) => (
          <li key={fact} className="flex gap-2">
            <CheckIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-soft" />
            {fact}
          </li>
        ))}
      </ul>
    </>
  )
}
