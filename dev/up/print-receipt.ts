import { formatUsd, formatUsdExact, parseNanoUsd } from '../../lib/money'
import { colors, say } from '../progress.mjs'

type Fields = Record<string, unknown>
type Line = { class: string; quantity: number; unitNanoUsdPerMillion?: string; nanoUsdTimesMillion: string }

const million = 1_000_000n

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function usd(value: unknown): string {
  const amount = parseNanoUsd(text(value))
  return amount === null ? text(value) : formatUsdExact(amount)
}

function row(name: string, value: string): void {
  if (value !== '') say(`  ${colors.dim(name.padEnd(12))} ${value}`)
}

function printLine(line: Line): void {
  const unit = parseNanoUsd(line.unitNanoUsdPerMillion ?? '')
  const price = unit === null ? '' : ` × ${formatUsd(unit)} a million`
  // Rounding happens once, over the sum: a line's own amount is shown rounded down.
  row(line.class, `${line.quantity}${price} = ${formatUsdExact(BigInt(line.nanoUsdTimesMillion) / million)}`)
}

/** Shows how a call's cost came about, in the order one would recompute it. */
export function printReceipt(record: Fields): void {
  const receipt: Fields = { ...record, ...(record['receipt'] as Fields | undefined) }
  const lines = Array.isArray(receipt['lines']) ? (receipt['lines'] as Line[]) : []
  row('model', `${text(receipt['model'])} · ${text(receipt['status'])}`)
  for (const line of lines) printLine(line)
  row(
    'cost',
    `${usd(receipt['costNanoUsd'])} ${colors.dim(`multiplier ${text(receipt['multiplier'])} · ${text(receipt['rounding'])}`)}`,
  )
  row('charged', `${usd(receipt['chargedNanoUsd'])} ${colors.dim(`from ${text(receipt['fundedBy'])}`)}`)
  row('balance', usd(receipt['balanceAfterNanoUsd']))
  const times = [
    `queue ${text(receipt['queueMs'])} ms`,
    `first token ${text(receipt['firstTokenMs'])} ms`,
    `all ${text(receipt['durationMs'])} ms`,
  ]
  row('time', times.join(' · '))
}
