import { fillText, type MailContent, type MailTexts, mailTexts } from '../mail'
import { settings } from '../settings'
import type { AlertMessage } from './alert-message'

const suffixes: Record<string, string> = { percent: ' %', ms: ' ms', seconds: ' s', gibibytes: ' GiB' }
const withUnit = (value: number, unit: string) => `${Math.round(value * 100) / 100}${suffixes[unit] ?? ''}`

const known = <K extends string>(names: Readonly<Record<K, string>>, name: string) =>
  Object.entries<string>(names).find(([each]) => each === name)?.[1] ?? name

function sentenceOf({ rule, event, type }: AlertMessage, texts: MailTexts['alert']): string {
  if (!event) return fillText(texts.test, { rule: rule.name })
  const about = event.labelName ?? event.label
  if (rule.unit === 'flag') return about
  const value = withUnit(type === 'alert.resolved' ? event.lastValue : event.value, rule.unit)
  const threshold = withUnit(rule.threshold, rule.unit)
  return fillText(texts.value, { about, value, operator: known(texts.operators, rule.operator), threshold })
}

function timesOf({ event }: AlertMessage, texts: MailTexts['alert']): string[] {
  if (!event) return []
  const values = { since: event.firedAt, until: event.resolvedAt ?? '' }
  return [fillText(event.resolvedAt === null ? texts.since : texts.sinceUntil, values)]
}

/**
 * A message as a mail in the reader's language; the operator's and upstreams' texts in it are escaped when it is
 * rendered.
 */
export function alertMail(message: AlertMessage, saved: string): MailContent {
  const { rule, event, type } = message
  const { locale, texts } = mailTexts(saved)
  const { words } = texts.alert
  const word = {
    'alert.fired': known(words.fired, rule.severity),
    'alert.resolved': words.resolved,
    'alert.test': words.test,
  }[type]
  const about = event ? (event.labelName ?? event.label) : ''
  const reason = event?.reason ? [event.reason] : []
  return {
    locale,
    subject: `[${word}] ${rule.name}${about === '' ? '' : `: ${about}`}`,
    paragraphs: [sentenceOf(message, texts.alert), ...reason, ...timesOf(message, texts.alert)],
    action: { label: texts.alert.action, url: message.url },
    signature: settings().brandName,
  }
}
