import { isUnreachable } from '../db/is-unreachable'
import { isMissingRow, isTransactionTimeout, isUniqueViolation } from '../db/prisma'
import { AppError, errorRow, toAppError } from '../errors'
import { logger } from '../logger'

const databaseAway = 'The database can’t be reached at the moment. Try again in a few seconds.'
const databaseBusy = 'The database is too busy at the moment. Try again in a few seconds.'
const retryAfterSeconds = 5

/** Anything thrown as an AppError, the database's own refusals and its absence included. */
export function asAppError(thrown: unknown): AppError {
  if (isUniqueViolation(thrown)) return new AppError('conflict', 'Something with this name or value exists already.')
  if (isMissingRow(thrown)) return new AppError('not_found', 'It doesn’t exist any more.')
  if (!(thrown instanceof AppError) && isUnreachable(thrown)) {
    return new AppError('overloaded', databaseAway, { retryAfterSeconds, cause: thrown })
  }
  if (isTransactionTimeout(thrown)) {
    return new AppError('overloaded', databaseBusy, { retryAfterSeconds, cause: thrown })
  }
  return toAppError(thrown)
}

/** Logs an error at its code's level; expected refusals leave no stack. */
export function logError(error: AppError, requestId: string): void {
  const { logLevel } = errorRow(error.code)
  const fields = { requestId, code: error.code, reason: error.message }
  if (logLevel === 'error') logger().error({ ...fields, err: error.cause ?? error }, 'a request failed')
  else logger()[logLevel](fields, 'a request was refused')
}

/** The one JSON form of errors outside the gateway: `{error:{code, message, fieldErrors?, requestId}}`. */
export function errorResponse(thrown: unknown, requestId: string): Response {
  const error = asAppError(thrown)
  logError(error, requestId)
  const { fieldErrors } = error.details
  const headers = new Headers({ 'x-request-id': requestId, 'cache-control': 'no-store' })
  if (error.retryAfterSeconds !== undefined) headers.set('retry-after', String(error.retryAfterSeconds))
  if (error.status === 401) headers.set('www-authenticate', 'Bearer')
  const body = { code: error.code, message: error.message, ...(fieldErrors ? { fieldErrors } : {}), requestId }
  return Response.json({ error: body }, { status: error.status, headers })
}
