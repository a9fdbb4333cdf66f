'use client'

import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { FormRow } from '@/components/forms/form-row'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { AlertMetric } from '@/lib/alerts'
import type { AlertRuleView } from '@/lib/alerts/schemas'
import { alertMetrics } from '@/lib/alerts/types'
import { ChoiceField } from '../../_components/choice-field'
import { severities } from '../search-params'
import { FilterFields } from './filter-fields'
import type { RuleChoices } from './load-choices'
import { proposals } from './proposals'
import { isMetric } from './use-alert-value'

const metrics = Object.keys(alertMetrics).filter(isMetric)
const operators = ['above', 'below'] as const
const firstWindowSeconds = 300
const firstCooldownSeconds = 3_600

type RuleFieldsProps = {
  rule: AlertRuleView | null
  choices: RuleChoices
  metric: AlertMetric
  /** Another metric has brought its own fields. */
  onShown: () => void
}

/** What is watched, and when it counts. */
export function RuleFields({ rule, choices, metric, onShown }: RuleFieldsProps) {
  const t = useTranslations('alerts.form')
  const words = useTranslations('alerts')
  return (
    <>
      <FormRow>
        <Field label={t('name')} name="name">
          <Input defaultValue={rule?.name ?? ''} autoComplete="off" />
        </Field>
        <ChoiceField
          label={t('severity')}
          name="severity"
          defaultValue={rule?.severity ?? 'warning'}
          options={severities.map((value) => ({ value, label: words(`severities.${value}`) }))}
        />
      </FormRow>
      <ChoiceField
        label={t('metric')}
        name="metric"
        hint={words(`metricHints.${metric}`)}
        defaultValue={metric}
        options={metrics.map((value) => ({ value, label: words(`metrics.${value}`) }))}
      />
      <FilterFields key={`filters-${metric}`} rule={rule} choices={choices} metric={metric} />
      <Threshold key={`threshold-${metric}`} rule={rule} metric={metric} onShown={onShown} />
    </>
  )
}

function Threshold({ rule, metric, onShown }: Omit<RuleFieldsProps, 'choices'>) {
  const t = useTranslations('alerts.form')
  const { unit, windowed } = alertMetrics[metric]
  const own = rule?.metric === metric ? rule : null
  const { operator, threshold, forSeconds } = own ?? proposals[metric]
  useEffect(() => onShown(), [onShown])
  return (
    <>
      <FormRow>
        <ChoiceField
          label={t('operator')}
          name="operator"
          defaultValue={operator}
          options={operators.map((value) => ({ value, label: t(`operators.${value}`) }))}
        />
        <Field label={t('threshold', { unit: t(`units.${unit}`) })} name="threshold">
          <Input inputMode="decimal" defaultValue={threshold} />
        </Field>
      </FormRow>
      <FormRow>
        {windowed && (
          <Field label={t('windowSeconds')} name="windowSeconds" hint={t('windowHint')}>
            <Input inputMode="numeric" defaultValue={own?.windowSeconds ?? firstWindowSeconds} />
          </Field>
        )}
        <Field label={t('forSeconds')} name="forSeconds" hint={t('forHint')}>
          <Input inputMode="numeric" defaultValue={forSeconds} />
        </Field>
        <Field label={t('cooldownSeconds')} name="cooldownSeconds" hint={t('cooldownHint')}>
          <Input inputMode="numeric" defaultValue={own?.cooldownSeconds ?? firstCooldownSeconds} />
        </Field>
      </FormRow>
    </>
  )
}
