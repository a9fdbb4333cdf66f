'use client'

import { RefreshCwIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useState, useTransition } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Spinner } from '@/components/ui/spinner'
import type { AlertPreview } from '@/lib/alerts/schemas'
import { alertMetrics } from '@/lib/alerts/types'
import { previewMetric } from '../actions'
import type { Condition } from './condition'
import { useAlertValue } from './use-alert-value'
import { useLabelText } from './use-label-text'

const typingPauseMs = 400
const shownReadings = 5

/** What the metric says at this moment, and which of its labels the condition would catch. */
export function PreviewCard({ condition }: { condition: Condition }) {
  const t = useTranslations('alerts.preview')
  const { preview, problem, pending, look } = usePreview(condition)
  const readings = preview?.readings ?? []
  return (
    <section aria-label={t('title')} className="flex flex-col gap-2 rounded-lg border border-line bg-sunken p-4">
      <div className="flex items-center justify-between gap-4">
        <h3 className="flex items-center gap-2 font-medium text-sm">
          {t('title')}
          {pending && <Spinner />}
        </h3>
        <Button size="sm" onClick={look} disabled={pending}>
          <RefreshCwIcon aria-hidden />
          {t('again')}
        </Button>
      </div>
      <div aria-live="polite" className="flex flex-col gap-1.5 text-sm">
        {problem !== null && <p className="text-red">{problem}</p>}
        {preview?.error && <p className="text-amber">{t('unknown', { reason: preview.error })}</p>}
        {preview && !preview.error && readings.length === 0 && <p className="text-ink-soft">{t('none')}</p>}
        {readings.slice(0, shownReadings).map((reading) => (
          <Reading key={reading.label} reading={reading} condition={condition} />
        ))}
        {readings.length > shownReadings && (
          <p className="text-ink-soft text-xs">{t('more', { count: readings.length - shownReadings })}</p>
        )}
      </div>
    </section>
  )
}

type ReadingProps = { reading: AlertPreview['readings'][number]; condition: Condition }

function Reading({ reading, condition: { metric, operator, threshold } }: ReadingProps) {
  const t = useTranslations('alerts.preview')
  const valueText = useAlertValue()
  const labelText = useLabelText()
  const caught = threshold !== null && (operator === 'above' ? reading.value > threshold : reading.value < threshold)
  return (
    <p className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <span className="min-w-0 truncate">{labelText(reading.label, reading.name ?? null)}</span>
      <span className="flex items-center gap-2">
        {caught && <Badge tone="amber">{t('caught')}</Badge>}
        <span className="tabular-nums">{valueText(reading.value, alertMetrics[metric].unit)}</span>
      </span>
    </p>
  )
}

function usePreview({ metric, windowSeconds, filters }: Condition) {
  const t = useTranslations('alerts.preview')
  const [preview, setPreview] = useState<AlertPreview | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const [asked, setAsked] = useState(0)
  const question = JSON.stringify({ metric, filters, ...(windowSeconds === null ? {} : { windowSeconds }), asked })
  useEffect(() => {
    const { asked: _, ...input } = JSON.parse(question)
    let isCurrent = true
    const timer = setTimeout(() => {
      startTransition(async () => {
        // A server that can't be reached is said like a question it refuses.
        const result = await previewMetric(input).catch(() => null)
        if (!isCurrent) return
        setPreview(result?.ok ? result.data : null)
        setProblem(result?.ok ? null : (result?.error.message ?? t('unreachable')))
      })
    }, typingPauseMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [question, t])
  return { preview, problem, pending, look: () => setAsked((count) => count + 1) }
}
