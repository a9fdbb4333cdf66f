'use client'

import { CheckIcon, XIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { formatDuration } from '@/components/pieces/format-duration'
import { Callout } from '@/components/ui/callout'
import { Spinner } from '@/components/ui/spinner'
import type { AccountTestStep } from '@/lib/upstream-accounts'
import type { TestProgress as Progress } from './use-account-test'

const order: readonly AccountTestStep['name'][] = ['address', 'credential', 'model', 'call']

/** The steps of a connection test as they end, and what came of it. */
export function TestProgress({ progress: { steps, result, broken } }: { progress: Progress }) {
  const t = useTranslations('admin.accounts.test')
  const running = !result && !broken
  const next = order.find((name) => !steps.some((step) => step.name === name))
  return (
    <>
      <ol className="flex flex-col gap-3" aria-live="polite">
        {steps.map((step) => (
          <Step key={step.name} step={step} />
        ))}
        {running && next && (
          <li className="flex items-center gap-3 text-ink-soft text-sm">
            <Spinner />
            {t(`steps.${next}`)}
          </li>
        )}
      </ol>
      {result && (
        <Callout tone={result.ok ? 'info' : 'red'} title={result.ok ? t('ok') : t('failed')}>
          <span className="break-words">{result.ok ? t('okHint') : result.message}</span>
        </Callout>
      )}
      {broken && <Callout tone="red">{t('unreachable')}</Callout>}
    </>
  )
}

function Step({ step }: { step: AccountTestStep }) {
  const t = useTranslations('admin.accounts.test')
  const Icon = step.ok ? CheckIcon : XIcon
  return (
    <li className="flex animate-row-in items-start gap-3 text-sm" data-step={step.name} data-ok={step.ok}>
      <Icon aria-hidden className={step.ok ? 'mt-0.5 size-4 text-accent' : 'mt-0.5 size-4 text-red'} />
      <span className="flex min-w-0 flex-1 flex-col">
        <span>
          {t(`steps.${step.name}`)}
          <span className="sr-only">: {t(step.ok ? 'stepOk' : 'stepFailed')}</span>
        </span>
        <span className="break-words font-mono text-ink-soft text-xs">{step.detail}</span>
      </span>
      <span className="font-mono text-ink-soft text-xs tabular-nums">{formatDuration(step.durationMs)}</span>
    </li>
  )
}
