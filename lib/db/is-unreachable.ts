/** Connection exceptions, a server that stops or starts or is full, Prisma's own names for them, and the socket's. */
const codes =
  /^(08\w{3}|57P0\d|53300|P1001|P1002|P1008|P1017|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND)$/
/** What pg says without a code. */
const words = /connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/i
const deepest = 5

function saysSo(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : ''
  return codes.test(code) || words.test(error.message)
}

/**
 * Whether a failed look-up failed because the database can't be reached, and not because of what was asked: the error
 * itself, what it was caused by, or any of several addresses that were tried. Only for errors of database calls: the
 * socket's codes are the same everywhere.
 */
export function isUnreachable(thrown: unknown): boolean {
  let error = thrown
  for (let depth = 0; depth < deepest && error instanceof Error; depth++) {
    if (saysSo(error)) return true
    if (error instanceof AggregateError && error.errors.some((each) => each instanceof Error && saysSo(each)))
      return true
    error = error.cause
  }
  return false
}
