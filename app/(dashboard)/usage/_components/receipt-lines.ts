import type { ReceiptLine } from '@/components/pieces/receipt'
import { formatUsd } from '@/lib/money'
import type { Receipt } from '@/lib/receipts'

const million = 1_000_000n
const tool = 'tool:'

/** What a line is about: a class of tokens, calls of a tool, or the fee of the request. */
export type LineWords = {
  className(name: string): string
  tool(name: string): string
  tokens(count: string): string
  calls(count: number): string
  perMillion(amount: string): string
  each(amount: string): string
}

/** The receipt's lines as the slip prints them: amounts before the multiplier, rounded half up only for the eye. */
export function receiptLines(receipt: Receipt, words: LineWords): ReceiptLine[] {
  return receipt.lines.map((line) => {
    const unit = BigInt(line.unitNanoUsdPerMillion)
    const isTool = line.class.startsWith(tool)
    const isCount = isTool || line.class === 'request'
    return {
      label: isTool ? words.tool(line.class.slice(tool.length)) : words.className(line.class),
      quantity: isCount ? words.calls(line.quantity) : words.tokens(line.quantity.toLocaleString('en-US')),
      unitPrice: isCount ? words.each(formatUsd(unit / million)) : words.perMillion(formatUsd(unit)),
      amountNanoUsd: (BigInt(line.nanoUsdTimesMillion) + million / 2n) / million,
    }
  })
}
