import { messagesOf } from '@/messages'
import { defaultLocale, isLocale, type Locale } from '../i18n/config'

export type MailTexts = ReturnType<typeof messagesOf>['mails']

/** The texts of mails in a person's language; English for whoever wrote down none that we speak. */
export function mailTexts(saved: string): { locale: Locale; texts: MailTexts } {
  const locale = isLocale(saved) ? saved : defaultLocale
  return { locale, texts: messagesOf(locale).mails }
}

/** Puts values into the holes of a text (`{name}`); a hole without a value stays. */
export function fillText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}
