import pg from 'pg'

/** Lock timeout, deadlock, serialization failure, cancelled statement. */
const passingCodes = new Set(['55P03', '40P01', '40001', '57014'])

/** Whether a statement failed for a reason that passes by itself. */
export function isRetryable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && passingCodes.has(error.code ?? '')
}

/** Whether a statement failed because a row with this id is there already. */
export function isRepeated(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505'
}
