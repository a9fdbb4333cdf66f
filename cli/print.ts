import { formatUsdExact, parseNanoUsd } from '../lib/money'
import type { CliContext } from './types'

/** An amount of the API in USD, with every digit. */
export function usd(nanoUsd: string | null): string {
  return nanoUsd === null ? '-' : formatUsdExact(parseNanoUsd(nanoUsd) ?? 0n)
}

/** Rows under their headings, as wide as they need; or, with --json, as JSON a line. */
export function printRows<Row extends object>(
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => string | number | null>>,
  { json }: { json?: boolean | undefined },
  { out }: CliContext,
): void {
  if (json) {
    for (const row of rows) out(JSON.stringify(row))
    return
  }
  const names = Object.keys(columns)
  const cells = rows.map((row) => Object.values(columns).map((read) => String(read(row) ?? '-')))
  const widths = names.map((name, index) => Math.max(name.length, ...cells.map((line) => line[index]?.length ?? 0)))
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => text.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd()
  out(line(names.map((name) => name.toUpperCase())))
  for (const each of cells) out(line(each))
}

/** One thing, a field a line; or, with --json, as it came. */
export function printFields(thing: object, { json }: { json?: boolean | undefined }, { out }: CliContext): void {
  if (json) {
    out(JSON.stringify(thing))
    return
  }
  const entries = Object.entries(thing)
  const width = Math.max(...entries.map(([name]) => name.length))
  for (const [name, value] of entries) {
    const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '-')
    out(
      `${name.padEnd(width)}  ${/NanoUsd$/.test(name) && typeof value === 'string' ? `${text}  (${usd(text)})` : text}`,
    )
  }
}
