import { CheckIcon } from 'lucide-react'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { clientSnippets } from '@/app/_snippets/client-snippets'
import { requestOrigin } from '@/app/_snippets/request-origin'
import { snippetModels } from '@/app/_snippets/snippet-models'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { cn } from '@/components/ui/cn'
import { CodeBlock } from '@/components/ui/code-block'
import type { CurrentUser } from '@/lib/auth'
import { formatUsd } from '@/lib/money'
import type { OverviewData } from './load-overview'

type Step = { id: string; done: boolean; title: string; body?: ReactNode; href?: string; action?: string }

async function listSteps(user: CurrentUser, data: OverviewData): Promise<Step[]> {
  const t = await getTranslations('onboarding.steps')
  const balance = BigInt(data.live.balanceNanoUsd)
  return [
    { id: 'verify', done: user.emailVerified, title: t('verify'), href: '/verify-email', action: t('verifyAction') },
    {
      id: 'credit',
      done: balance > 0n,
      title: t('credit'),
      body: balance > 0n ? t('creditBody', { amount: formatUsd(balance) }) : t('creditMissing'),
      href: '/billing',
      action: t('creditAction'),
    },
    { id: 'key', done: data.hasKey, title: t('key'), href: '/keys?new=true', action: t('keyAction') },
    { id: 'call', done: data.hasCalled, title: t('call') },
  ]
}

/** Shown until the first call that worked. */
export async function FirstSteps({ user, data }: { user: CurrentUser; data: OverviewData }) {
  const [t, steps, origin, models] = await Promise.all([
    getTranslations('onboarding.steps'),
    listSteps(user, data),
    requestOrigin(),
    snippetModels(),
  ])
  const done = steps.filter((step) => step.done).length
  const next = steps.find((step) => !step.done)
  return (
    <Card>
      <div className="flex flex-col gap-0.5 border-line border-b px-4 py-3">
        <h2 className="font-semibold text-sm">{t('title')}</h2>
        <p className="text-ink-soft text-xs">{t('progress', { done, total: steps.length })}</p>
      </div>
      <ol className="flex flex-col divide-y divide-line">
        {steps.map((step, index) => (
          <li key={step.id} className="flex flex-col gap-3 p-4" aria-current={step === next ? 'step' : undefined}>
            <div className="flex items-center gap-3">
              <StepMark done={step.done} current={step === next} number={index + 1} />
              <div className="flex min-w-0 flex-1 flex-col">
                <p className={cn('font-medium text-sm', step.done && 'text-ink-soft')}>{step.title}</p>
                {step.body && <p className="text-ink-soft text-xs">{step.body}</p>}
              </div>
              {!step.done && step.href && (
                <Button asChild size="sm" variant={step === next ? 'primary' : 'secondary'}>
                  <Link href={step.href}>{step.action}</Link>
                </Button>
              )}
            </div>
            {step.id === 'call' && data.hasKey && (
              <div className="flex min-w-0 flex-col gap-2 sm:pl-9">
                <p className="text-ink-soft text-sm">{t('callBody')}</p>
                <CodeBlock snippets={clientSnippets({ origin, models })} />
              </div>
            )}
          </li>
        ))}
      </ol>
    </Card>
  )
}

function StepMark({ done, current, number }: { done: boolean; current: boolean; number: number }) {
  return (
    <span
      aria-hidden
      className={cn(
        'grid size-6 shrink-0 place-items-center rounded-full border font-mono text-xs',
        done ? 'border-ink bg-ink text-surface' : current ? 'border-ink' : 'border-edge text-ink-soft',
      )}
    >
      {done ? <CheckIcon className="size-3.5" /> : number}
    </span>
  )
}
