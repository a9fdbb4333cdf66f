import { messagesOf } from '@/messages'
import { english } from '@/messages/en'
import { defaultLocale, type Locale } from './config'

const maxSentence = 500

type Name = keyof typeof english.refusals
type Sentence = { name: Name; pattern: RegExp }

const isName = (name: string): name is Name => Object.hasOwn(english.refusals, name)

function patternOf(text: string): RegExp {
  const parts = text.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const holes = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => `(?<${name}>.+)`)
  return new RegExp(`^${parts.map((part, index) => part + (holes[index] ?? '')).join('')}$`)
}

const sentences: readonly Sentence[] = Object.entries(english.refusals).flatMap(([name, text]) =>
  isName(name) ? [{ name, pattern: patternOf(text) }] : [],
)

/** A sentence of an error in a reader's language: the English one is its key. What the catalogue doesn't have stays English. */
export function sayIn(locale: Locale, sentence: string): string {
  if (locale === defaultLocale || sentence.length > maxSentence) return sentence
  for (const { name, pattern } of sentences) {
    const found = pattern.exec(sentence)
    if (!found) continue
    const values = found.groups ?? {}
    return messagesOf(locale).refusals[name].replaceAll(/\{(\w+)\}/g, (whole, hole: string) => values[hole] ?? whole)
  }
  return sentence
}
