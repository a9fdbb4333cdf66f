import { multiplierScale, parseMultiplier } from '../money'
import type { Receipt } from './receipt-of'

const scale = 1_000_000n * multiplierScale

function toBigInt(text: string): bigint | null {
  return /^-?\d{1,40}$/.test(text) ? BigInt(text) : null
}

function quantities({ tokens }: Receipt): Map<string, number> {
  return new Map([
    ...Object.entries(tokens.media),
    ...Object.entries(tokens.toolCalls).map(([tool, calls]): [string, number] => [`tool:${tool}`, calls]),
    ['input', tokens.input],
    ['cached_input', tokens.cachedInput],
    ['cache_write_5m', tokens.cacheWrite5m],
    ['cache_write_1h', tokens.cacheWrite1h],
    ['output', tokens.output],
    ['request', 1],
  ])
}

function lineProblems(receipt: Receipt): string[] {
  const known = quantities(receipt)
  return receipt.lines.flatMap((line) => {
    const unit = toBigInt(line.unitNanoUsdPerMillion)
    const problems: string[] = []
    if (known.get(line.class) !== line.quantity) problems.push(`${line.class}: the quantity is not the usage's`)
    if (unit === null || (BigInt(line.quantity) * unit).toString() !== line.nanoUsdTimesMillion) {
      problems.push(`${line.class}: quantity × unit price is not the line's amount`)
    }
    return problems
  })
}

/** Computes a receipt's cost anew from its own lines; the list of what does not agree, empty for a right receipt. */
export function verifyReceipt(receipt: Receipt): string[] {
  const [cost, charged, loss] = [receipt.costNanoUsd, receipt.chargedNanoUsd, receipt.lossNanoUsd].map(toBigInt)
  const multiplier = parseMultiplier(receipt.multiplier)
  if (cost == null || charged == null || loss == null || multiplier === null) return ['an amount is not a whole number']
  const problems = lineProblems(receipt)
  const sum = receipt.lines.reduce((total, line) => total + (toBigInt(line.nanoUsdTimesMillion) ?? 0n), 0n)
  const computed = (sum * multiplier + scale / 2n) / scale
  if (computed !== cost) problems.push(`the lines come to ${computed}, the receipt says ${cost}`)
  if (charged + loss !== cost) problems.push('charged and loss are not the cost')
  return problems
}
