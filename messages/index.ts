import type { Locale } from '@/lib/i18n/config'
import { english } from './en'
import { chinese } from './zh'

type Messages = typeof english
type Tree = { [key: string]: string | Tree }

/** What a translation may hold: any part of English, never a key that English lacks. */
export type Translation<T = Messages> = { [K in keyof T]?: T[K] extends string ? string : Translation<T[K]> }

const translations: Record<Locale, Translation> = { en: english, zh: chinese }
const merged = new Map<Locale, Messages>()

/** The catalogue of a language; what it hasn't translated is English. */
export function messagesOf(locale: Locale): Messages {
  const known = merged.get(locale)
  if (known) return known
  const messages = overlay(english, translations[locale]) as Messages
  merged.set(locale, messages)
  return messages
}

function overlay(base: Tree, over: Tree | Translation): Tree {
  const result: Tree = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const below = result[key]
    result[key] = typeof value === 'object' && typeof below === 'object' ? overlay(below, value) : value
  }
  return result
}
