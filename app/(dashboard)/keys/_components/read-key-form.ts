import { parseUsd } from '@/lib/money'

/** The limits of a key in the JSON form that its schemas read. */
export type KeyLimits = {
  expiresAt?: string | null
  spendCapNanoUsd: string | null
  capPeriod: 'day' | 'week' | 'month' | null
  allowedModels: string[]
  ipAllow: string[]
  ipDeny: string[]
  concurrencyLimit: number | null
  requestsPerMinute: number | null
  tokensPerMinute: number | null
  fallbackToBalance: boolean
  clampToBalance: boolean
}

export type KeyFormValues = { name: string; poolId: string; limits: KeyLimits }
export type KeyFormProblem = 'invalidUsd' | 'invalidCount' | 'periodNeedsCap'
export type KeyFormReading =
  | { ok: true; values: KeyFormValues }
  | { ok: false; problems: Record<string, KeyFormProblem> }

const dayMs = 86_400_000
/** Choices of the expiry select: a number is days from now. */
export const expiryChoices = ['never', '7', '30', '90', '365'] as const
export const keepExpiry = 'keep'

const counts = ['concurrencyLimit', 'requestsPerMinute', 'tokensPerMinute'] as const
const periods = ['day', 'week', 'month'] as const

const text = (form: FormData, name: string) => String(form.get(name) ?? '').trim()
const lines = (form: FormData, name: string) =>
  text(form, name)
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter(Boolean)

/** Reads what a person typed into the key form; what can't be read is named by field, and nothing is guessed. */
export function readKeyForm(form: FormData, nowMs: number): KeyFormReading {
  const problems: Record<string, KeyFormProblem> = {}
  const cap = text(form, 'spendCapNanoUsd')
  const capNanoUsd = cap === '' ? null : parseUsd(cap)
  if (cap !== '' && (capNanoUsd === null || capNanoUsd < 0n)) problems['spendCapNanoUsd'] = 'invalidUsd'
  const period = periods.find((each) => each === text(form, 'capPeriod')) ?? null
  if (period !== null && cap === '') problems['spendCapNanoUsd'] = 'periodNeedsCap'
  const numbers = {
    concurrencyLimit: readCount(form, 0),
    requestsPerMinute: readCount(form, 1),
    tokensPerMinute: readCount(form, 2),
  }
  for (const name of counts) if (numbers[name] === undefined) problems[name] = 'invalidCount'
  if (Object.keys(problems).length > 0) return { ok: false, problems }
  const limits: KeyLimits = {
    ...readExpiry(text(form, 'expiresAt'), nowMs),
    spendCapNanoUsd: capNanoUsd?.toString() ?? null,
    capPeriod: period,
    allowedModels: lines(form, 'allowedModels'),
    ipAllow: lines(form, 'ipAllow'),
    ipDeny: lines(form, 'ipDeny'),
    concurrencyLimit: numbers.concurrencyLimit ?? null,
    requestsPerMinute: numbers.requestsPerMinute ?? null,
    tokensPerMinute: numbers.tokensPerMinute ?? null,
    fallbackToBalance: form.get('fallbackToBalance') !== null,
    clampToBalance: form.get('clampToBalance') !== null,
  }
  return { ok: true, values: { name: text(form, 'name'), poolId: text(form, 'poolId'), limits } }
}

/** Null = no limit, undefined = not a whole number. */
function readCount(form: FormData, index: 0 | 1 | 2): number | null | undefined {
  const typed = text(form, counts[index]).replaceAll(/[\s,]/g, '')
  if (typed === '') return null
  return /^\d{1,10}$/.test(typed) ? Number(typed) : undefined
}

function readExpiry(choice: string, nowMs: number): { expiresAt?: string | null } {
  if (choice === keepExpiry) return {}
  const days = Number(choice)
  return { expiresAt: Number.isInteger(days) && days > 0 ? new Date(nowMs + days * dayMs).toISOString() : null }
}

/** Errors of a list's entries ("ipAllow.3") belong to the one field that holds the list. */
export function foldFieldErrors(errors: Record<string, string>): Record<string, string> {
  const folded: Record<string, string> = {}
  for (const [path, message] of Object.entries(errors)) {
    const name = path.replace(/^changes\./, '').split('.')[0] ?? path
    folded[name] ??= message
  }
  return folded
}
