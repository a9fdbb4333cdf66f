import { nanoPerUsd, parseUsd } from '@/lib/money'

/** What a text field holds, trimmed; '' when it isn't there. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** A whole number; undefined when empty, and the text itself when it is none, so that the schema names the field. */
export function numberOf(form: FormData, name: string): number | string | undefined {
  const text = textOf(form, name)
  if (text === '') return undefined
  return /^-?\d+$/.test(text) ? Number(text) : text
}

/** As `numberOf`, where empty means "none". */
export function nullableNumberOf(form: FormData, name: string): number | string | null {
  return numberOf(form, name) ?? null
}

/** An amount typed in USD as nano-USD; null when empty. What isn't an amount goes on as typed, for the schema to refuse. */
export function nanoUsdOf(form: FormData, name: string): string | null {
  const text = textOf(form, name)
  if (text === '') return null
  return parseUsd(text)?.toString() ?? text
}

/** One entry a line or separated by commas. */
export function listOf(form: FormData, name: string): string[] {
  return textOf(form, name)
    .split(/[\n,]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

/** `name = other name` a line; also `→` and `:` followed by a space. */
export function mapOf(form: FormData, name: string): Record<string, string> {
  const lines = textOf(form, name).split('\n')
  // At the first sign only: a value may hold one itself.
  const pairs = lines.map((line) =>
    (/^(.*?)\s*(?:=|→|: )\s*(.*)$/.exec(line) ?? [line, line]).slice(1).map((part) => part.trim()),
  )
  return Object.fromEntries(pairs.filter((pair) => pair[0] !== '').map(([from = '', to = '']) => [from, to]))
}

/** A map as `mapOf` reads it. */
export function mapText(map: Readonly<Record<string, string>>): string {
  return Object.entries(map)
    .map(([from, to]) => `${from} = ${to}`)
    .join('\n')
}

export function isChecked(form: FormData, name: string): boolean {
  return form.get(name) !== null
}

/** Nano-USD as a person types USD: every digit, no sign, no separators. */
export function usdText(nanoUsd: string | null | undefined): string {
  if (nanoUsd === null || nanoUsd === undefined) return ''
  const amount = BigInt(nanoUsd)
  const fraction = (amount % nanoPerUsd).toString().padStart(9, '0').replace(/0+$/, '')
  return fraction === '' ? `${amount / nanoPerUsd}` : `${amount / nanoPerUsd}.${fraction}`
}
