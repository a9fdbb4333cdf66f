import type { Finding } from './types'

/** Short ways to say how a check went. */
export const ok = (check: string, message: string): Finding => ({ check, level: 'ok', message })
export const skipped = (check: string, message: string): Finding => ({ check, level: 'skipped', message })
export const warning = (check: string, message: string, fix: string): Finding => ({
  check,
  level: 'warning',
  message,
  fix,
})
export const failed = (check: string, message: string, fix: string): Finding => ({
  check,
  level: 'failed',
  message,
  fix,
})

/** The reason of an error, without a stack. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  return error.message || ('code' in error ? String(error.code) : error.name)
}
