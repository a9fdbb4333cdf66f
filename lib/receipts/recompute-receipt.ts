import { multiplierScale, parseMultiplier } from '../money'
import type { ReadReceipt } from './schemas'
import type { ReceiptProblem, ReceiptProblemCode } from './types'

const scale = 1_000_000n * multiplierScale
const amounts = ['costNanoUsd', 'chargedNanoUsd', 'lossNanoUsd'] as const

function toBigInt(text: string): bigint | null {
  return /^-?\d{1,40}$/.test(text) ? BigInt(text) : null
}

function problem(code: ReceiptProblemCode, subject: string, found: unknown, computed: unknown): ReceiptProblem {
  return { code, subject, found: String(found), computed: String(computed) }
}

/** What each line must count: everything that was used is in exactly one. */
function quantities({ tokens }: ReadReceipt): Map<string, number> {
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

function lineProblems(line: ReadReceipt['lines'][number], wanted: number | undefined): ReceiptProblem[] {
  if (wanted === undefined) return [problem('unknown_line', line.class, line.quantity, '')]
  const problems: ReceiptProblem[] = []
  if (wanted !== line.quantity) problems.push(problem('wrong_quantity', line.class, line.quantity, wanted))
  const unit = toBigInt(line.unitNanoUsdPerMillion)
  const amount = unit === null || unit < 0n ? null : (BigInt(line.quantity) * unit).toString()
  if (amount !== line.nanoUsdTimesMillion) {
    problems.push(problem('wrong_amount', line.class, line.nanoUsdTimesMillion, amount ?? ''))
  }
  return problems
}

function linesProblems(receipt: ReadReceipt): ReceiptProblem[] {
  // A call that cost nothing may leave its lines out.
  if (receipt.lines.length === 0) return []
  const wanted = quantities(receipt)
  const classes = receipt.lines.map((line) => line.class)
  const repeated = classes.filter((name, index) => classes.indexOf(name) !== index)
  const missing = [...wanted].filter(
    ([name, quantity]) => quantity > 0 && name !== 'request' && !classes.includes(name),
  )
  return [
    ...receipt.lines.flatMap((line) => lineProblems(line, wanted.get(line.class))),
    ...repeated.map((name) => problem('repeated_line', name, '', '')),
    ...missing.map(([name, quantity]) => problem('missing_line', name, 0, quantity)),
  ]
}

/** Computes a receipt's cost anew from its own lines: what does not agree, nothing for a right receipt. */
export function recomputeReceipt(receipt: ReadReceipt): ReceiptProblem[] {
  const broken = amounts.filter((name) => toBigInt(receipt[name]) === null)
  const multiplier = parseMultiplier(receipt.multiplier)
  const notNumbers = [...broken, ...(multiplier === null ? (['multiplier'] as const) : [])]
  if (multiplier === null || notNumbers.length > 0) {
    return notNumbers.map((name) => problem('not_whole_number', name, receipt[name], ''))
  }
  const [cost = 0n, charged = 0n, loss = 0n] = amounts.map((name) => toBigInt(receipt[name]) ?? 0n)
  const problems = linesProblems(receipt)
  const sum = receipt.lines.reduce((total, line) => total + (toBigInt(line.nanoUsdTimesMillion) ?? 0n), 0n)
  const computed = (sum * multiplier + scale / 2n) / scale
  if (computed !== cost) problems.push(problem('wrong_total', 'costNanoUsd', cost, computed))
  if (charged + loss !== cost || charged < 0n || loss < 0n) {
    problems.push(problem('wrong_charge', 'chargedNanoUsd', charged + loss, cost))
  }
  return problems
}
