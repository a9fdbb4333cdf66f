'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { HealthDot } from '@/components/pieces/health-dot'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Button } from '@/components/ui/button'
import { Sheet, SheetContent, SheetDescription, SheetHeader, SheetTitle } from '@/components/ui/sheet'
import type { AlertDeliveryView, AlertEventView } from '@/lib/alerts/schemas'
import { Facts } from '../../_components/facts'
import { Only } from '../../_components/staff'
import { IncidentForm } from './incident-form'
import { SilenceDialog } from './silence-dialog'
import { unitOf, useAlertValue } from './use-alert-value'
import { useLabelText } from './use-label-text'

/** One event: what was seen, who was told and how that went, and what visitors read about it. */
export function EventSheet({ event, onClose }: { event: AlertEventView; onClose: () => void }) {
  const t = useTranslations('alerts')
  const [silencing, setSilencing] = useState(false)
  const labelText = useLabelText()
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()}>
      <SheetContent>
        <SheetHeader>
          <SheetTitle className="font-semibold text-lg tracking-tight">{event.ruleName}</SheetTitle>
          <SheetDescription className="break-words text-ink-soft text-sm">
            {labelText(event.label, event.labelName)}
          </SheetDescription>
        </SheetHeader>
        {event.reason !== null && <p className="break-words text-sm">{event.reason}</p>}
        <EventFacts event={event} />
        <section className="flex flex-col gap-2">
          <h3 className="font-semibold text-sm">{t('sheet.messages')}</h3>
          {event.deliveries.length === 0 && (
            <p className="text-ink-soft text-sm">{t(event.notifiedAt === null ? 'sheet.untold' : 'sheet.nobody')}</p>
          )}
          <ul className="flex flex-col divide-y divide-line">
            {event.deliveries.map((delivery) => (
              <Delivery key={delivery.id} delivery={delivery} />
            ))}
          </ul>
        </section>
        <Only>
          <IncidentForm key={event.id} event={event} />
          <Button onClick={() => setSilencing(true)}>{t('sheet.silence')}</Button>
        </Only>
        {silencing && (
          <SilenceDialog rule={{ id: event.ruleId, name: event.ruleName }} onClose={() => setSilencing(false)} />
        )}
      </SheetContent>
    </Sheet>
  )
}

function EventFacts({ event }: { event: AlertEventView }) {
  const t = useTranslations('alerts.sheet')
  const valueText = useAlertValue()
  const unit = unitOf(event.metric)
  const facts = [
    { label: t('value'), value: valueText(event.value, unit) },
    { label: t('lastValue'), value: valueText(event.lastValue, unit) },
    { label: t('fired'), value: <RelativeTime at={event.firedAt} absolute /> },
    ...(event.resolvedAt === null
      ? []
      : [{ label: t('resolved'), value: <RelativeTime at={event.resolvedAt} absolute /> }]),
  ]
  return <Facts facts={facts} narrow />
}

const healths = { sent: 'ok', pending: 'waiting', failed: 'broken' } as const

function Delivery({ delivery }: { delivery: AlertDeliveryView }) {
  const t = useTranslations('alerts.delivery')
  const { kind, channel, target, status, attempts, lastError, nextAttemptAt } = delivery
  return (
    <li className="flex flex-col gap-1 py-2 text-sm">
      <span className="flex items-center justify-between gap-4">
        <span className="min-w-0 break-all">{target}</span>
        <HealthDot status={healths[status]} label={t(status)} className="shrink-0" />
      </span>
      <span className="text-ink-soft text-xs">
        {t(`kinds.${kind}`)} · {t(`channels.${channel}`)} · {t('attempts', { count: attempts })}
        {nextAttemptAt !== null && (
          <>
            {' · '}
            {t('next')} <RelativeTime at={nextAttemptAt} />
          </>
        )}
      </span>
      {lastError !== null && <span className="break-words text-red text-xs">{lastError}</span>}
    </li>
  )
}
