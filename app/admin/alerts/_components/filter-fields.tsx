'use client'

import { useTranslations } from 'next-intl'
import { FormRow } from '@/components/forms/form-row'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { AlertFilterName, AlertMetric } from '@/lib/alerts'
import type { AlertRuleView } from '@/lib/alerts/schemas'
import { alertMetrics } from '@/lib/alerts/types'
import { ChoiceField } from '../../_components/choice-field'
import { usdText } from '../../_components/form-values'
import type { RuleChoices } from './load-choices'
import { anyChoice } from './rule-input'

const firstMinCalls = 20
const owners = ['us', 'upstream', 'customer'] as const
const periods = ['day', 'month'] as const

type FilterFieldsProps = { rule: AlertRuleView | null; choices: RuleChoices; metric: AlertMetric }

/** What narrows the chosen metric: only fields that it takes. */
export function FilterFields({ rule, choices, metric }: FilterFieldsProps) {
  const names: readonly AlertFilterName[] = alertMetrics[metric].filters
  if (names.length === 0) return null
  const filters = rule?.metric === metric ? rule.filters : {}
  return (
    <FormRow>
      {names.map((name) => (
        <FilterField key={name} name={name} filters={filters} choices={choices} />
      ))}
    </FormRow>
  )
}

type FilterFieldProps = { name: AlertFilterName; filters: AlertRuleView['filters']; choices: RuleChoices }

function FilterField({ name, filters, choices }: FilterFieldProps) {
  const t = useTranslations('alerts.form')
  const words = useTranslations('alerts.labels')
  const every = { value: anyChoice, label: t(`every.${name}`) }
  const named = (list: RuleChoices['pools']) => list.map(({ id, name: label }) => ({ value: id, label }))
  switch (name) {
    case 'owner':
      return (
        <ChoiceField
          {...{ label: t('owner'), name, defaultValue: filters.owner ?? anyChoice }}
          options={[every, ...owners.map((value) => ({ value, label: words(value) }))]}
        />
      )
    case 'poolId':
      return (
        <ChoiceField
          {...{ label: t('poolId'), name, defaultValue: filters.poolId ?? anyChoice }}
          options={[every, ...named(choices.pools)]}
        />
      )
    case 'accountId':
      return (
        <ChoiceField
          {...{ label: t('accountId'), name, defaultValue: filters.accountId ?? anyChoice }}
          options={[every, ...named(choices.accounts)]}
        />
      )
    case 'period':
      return (
        <ChoiceField
          {...{ label: t('period'), name, defaultValue: filters.period ?? 'month' }}
          options={periods.map((value) => ({ value, label: t(`periods.${value}`) }))}
        />
      )
    case 'model':
      return (
        <Field label={t('model')} name={name} optional>
          <Input className="font-mono" defaultValue={filters.model ?? ''} autoComplete="off" />
        </Field>
      )
    case 'minCalls':
      return (
        <Field label={t('minCalls')} name={name} hint={t('minCallsHint')}>
          <Input inputMode="numeric" defaultValue={filters.minCalls ?? firstMinCalls} />
        </Field>
      )
    case 'budgetNanoUsd':
      return (
        <Field label={t('budget')} name={name} hint={t('budgetHint')}>
          <Input inputMode="decimal" defaultValue={usdText(filters.budgetNanoUsd)} />
        </Field>
      )
  }
}
