'use client'

import { CheckIcon, XIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useCallback, useEffect, useRef, useState } from 'react'
import { formatDuration } from '@/components/pieces/format-duration'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Sheet, SheetContent, SheetDescription, SheetHeader, SheetTitle } from '@/components/ui/sheet'
import { Spinner } from '@/components/ui/spinner'
import type { AccountTest, AccountTestStep, UpstreamAccountView } from '@/lib/upstream-accounts'
import { readEvents } from '../../_components/read-events'

type Progress = { steps: AccountTestStep[]; result: AccountTest | null; broken: boolean }

const untouched: Progress = { steps: [], result: null, broken: false }
const order: readonly AccountTestStep['name'][] = ['address', 'credential', 'model', 'call']

type TestSheetProps = { account: UpstreamAccountView; onClose: () => void }

/** Tests an account's connection while one watches, step by step. */
export function TestSheet({ account, onClose }: TestSheetProps) {
  const t = useTranslations('admin.accounts.test')
  const { progress, start } = useTest(account.id)
  const { steps, result, broken } = progress
  const running = !result && !broken
  const next = order.find((name) => !steps.some((step) => step.name === name))
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()}>
      <SheetContent>
        <SheetHeader>
          <SheetTitle className="font-semibold text-lg tracking-tight">{t('title', { name: account.name })}</SheetTitle>
          <SheetDescription className="text-ink-soft text-sm">{t('description')}</SheetDescription>
        </SheetHeader>
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
        <div>
          <Button onClick={start} disabled={running}>
            {t('again')}
          </Button>
        </div>
      </SheetContent>
    </Sheet>
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

function useTest(accountId: string) {
  const [progress, setProgress] = useState<Progress>(untouched)
  const abort = useRef<AbortController | null>(null)
  const start = useCallback(() => {
    abort.current?.abort()
    const own = new AbortController()
    abort.current = own
    setProgress(untouched)
    const hear = (name: string, data: unknown) =>
      setProgress((last) => (own.signal.aborted ? last : heard(last, name, data)))
    const finish = () => setProgress((last) => (own.signal.aborted || last.result ? last : { ...last, broken: true }))
    readEvents(`/admin/upstream-accounts/${accountId}/test`, { method: 'POST', signal: own.signal }, hear).then(
      finish,
      finish,
    )
  }, [accountId])
  useEffect(() => {
    start()
    return () => abort.current?.abort()
  }, [start])
  return { progress, start }
}

// The stream is our own route's, written from these very types.
function heard(last: Progress, name: string, data: unknown): Progress {
  if (name === 'step') return { ...last, steps: [...last.steps, data as AccountTestStep] }
  if (name === 'result') return { ...last, result: data as AccountTest }
  return { ...last, broken: true }
}
