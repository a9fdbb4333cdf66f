import type { RedeemCodeView } from '@/lib/redeem-codes'
import { usdText } from '../../_components/form-values'

const header = ['code', 'kind', 'amount_usd', 'credit_days', 'plan', 'plan_days', 'redemptions', 'expires_at', 'batch']

// A cell that a spreadsheet would take for a formula is led by an apostrophe.
function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value)
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** New codes as a CSV file's text, one a line under a header. */
export function codesCsv(codes: readonly RedeemCodeView[], planNames: ReadonlyMap<string, string>): string {
  const rows = codes.map((code) => [
    code.code,
    code.kind,
    usdText(code.amountNanoUsd),
    code.creditDays,
    code.planId === null ? null : (planNames.get(code.planId) ?? code.planId),
    code.planDays,
    code.maxRedemptions,
    code.expiresAt,
    code.batch,
  ])
  return [header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}
