import type { AlertFilterName } from '@/lib/alerts'
import { alertMetrics } from '@/lib/alerts/types'
import { isChecked, listOf, nanoUsdOf, numberOf, textOf } from '../../_components/form-values'
import { isMetric } from './use-alert-value'

/** The value of a choice that narrows nothing: the control keeps the empty text for "nothing chosen". */
export const anyChoice = '*'

function decimalOf(form: FormData, name: string): number | string {
  const text = textOf(form, name).replace(',', '.')
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

function filterOf(form: FormData, name: AlertFilterName): unknown {
  if (name === 'minCalls') return numberOf(form, name)
  if (name === 'budgetNanoUsd') return nanoUsdOf(form, name) ?? undefined
  const text = textOf(form, name)
  return text === '' || text === anyChoice ? undefined : text
}

/** What narrows the chosen metric; fields that belong to another metric are left out. */
export function filtersOf(form: FormData): Record<string, unknown> {
  const metric = textOf(form, 'metric')
  if (!isMetric(metric)) return {}
  const names: readonly AlertFilterName[] = alertMetrics[metric].filters
  return Object.fromEntries(
    names.map((name) => [name, filterOf(form, name)]).filter(([, value]) => value !== undefined),
  )
}

/** A rule as typed; what isn't a number goes on as text, for the schema to name the field. */
export function ruleInput(form: FormData): Record<string, unknown> {
  const secret = textOf(form, 'webhookSecret')
  const isPublic = isChecked(form, 'isPublic')
  return {
    ...{ name: textOf(form, 'name'), metric: textOf(form, 'metric'), operator: textOf(form, 'operator') },
    ...{ threshold: decimalOf(form, 'threshold'), filters: filtersOf(form), severity: textOf(form, 'severity') },
    windowSeconds: numberOf(form, 'windowSeconds'),
    forSeconds: numberOf(form, 'forSeconds'),
    cooldownSeconds: numberOf(form, 'cooldownSeconds'),
    notifyMail: isChecked(form, 'notifyMail'),
    mailTo: listOf(form, 'mailTo'),
    webhookUrl: textOf(form, 'webhookUrl') || null,
    ...(secret === '' ? {} : { webhookSecret: secret }),
    isPublic,
    ...(isPublic ? { publicTitle: textOf(form, 'publicTitle'), publicText: textOf(form, 'publicText') } : {}),
  }
}
