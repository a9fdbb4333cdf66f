import { isUnreachable } from '../db/is-unreachable'
import { AppError, toAppError } from '../errors'

const retryAfterSeconds = 5

/**
 * What a caller is told of anything thrown on the path. Failures of an upstream never come this far, so an unreachable
 * host is the database: 503 and come again, as gateway.md §12 says, also where no look-up was cached.
 */
export function callError(thrown: unknown): AppError {
  if (thrown instanceof AppError || !isUnreachable(thrown)) return toAppError(thrown)
  const words = 'The gateway can’t take calls for a moment. You were not charged. Try again.'
  return new AppError('overloaded', words, { retryAfterSeconds, cause: thrown })
}
