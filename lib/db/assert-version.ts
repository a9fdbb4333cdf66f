import { AppError } from '../errors'

/** Refuses a change that was made from an older version than the stored one (conflict), so that nobody overwrites another. */
export function assertVersion(stored: number, expected: number | undefined): void {
  if (expected === undefined || expected === stored) return
  throw new AppError('conflict', 'Someone else changed this meanwhile. Load it again and repeat your change.')
}
