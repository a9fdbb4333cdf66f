import { env } from '../env'
import { fillText, type MailContent, type MailTexts, mailTexts } from '../mail'
import { formatUsd, parseNanoUsd } from '../money'
import { settings } from '../settings'
import type { OpenNotice } from './types'

const names = {
  low_balance: 'lowBalance',
  key_expiring: 'keyExpiring',
  allowance_80: 'allowance80',
  allowance_100: 'allowance100',
} as const
const paths = {
  lowBalance: '/billing',
  keyExpiring: '/keys',
  allowance80: '/billing',
  allowance100: '/billing',
} as const
const windows = { day: 'day', week: 'week', month: 'month' } as const

function windowName(texts: MailTexts, kind: string | undefined): string {
  const known = Object.values(windows).find((each) => each === kind)
  return known ? texts.windows[known] : ''
}

/** The notice's facts as a person reads them: amounts in dollars, times in their own zone. */
function valuesOf(notice: OpenNotice, texts: MailTexts, locale: string): Record<string, string> {
  const usd = (name: string) => formatUsd(parseNanoUsd(notice.details[name] ?? '') ?? 0n)
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: notice.timezone })
  const time = (name: string) => {
    const at = Date.parse(notice.details[name] ?? '')
    return Number.isNaN(at) ? '' : format.format(at)
  }
  return {
    brand: settings().brandName,
    ...{ balance: usd('balanceNanoUsd'), threshold: usd('thresholdNanoUsd') },
    ...{ used: usd('usedNanoUsd'), limit: usd('limitNanoUsd') },
    ...{ keyName: notice.details['keyName'] ?? '', planName: notice.details['planName'] ?? '' },
    ...{
      window: windowName(texts, notice.details['window']),
      expiresAt: time('expiresAt'),
      resetsAt: time('resetsAt'),
    },
  }
}

/** A notice in the person's language: what happened, what it means for their calls, what to do. */
export function noticeMail(notice: OpenNotice): MailContent {
  const { locale, texts: mails } = mailTexts(notice.locale)
  const name = names[notice.kind]
  const values = valuesOf(notice, mails, locale)
  const { subject, body, meaning, action } = mails[name]
  return {
    locale,
    subject: fillText(subject, values),
    paragraphs: [fillText(body, values), fillText(meaning, values), mails.why],
    action: { label: action, url: `${env().PUBLIC_URL}${paths[name]}` },
    signature: settings().brandName,
  }
}
