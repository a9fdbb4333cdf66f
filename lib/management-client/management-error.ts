/** What the management API said instead of an answer; status 0 = it could not be reached. */
export class ManagementError extends Error {
  override readonly name = 'ManagementError'
  readonly status: number
  readonly code: string
  readonly requestId: string | null
  readonly fieldErrors: Readonly<Record<string, string>>

  constructor(status: number, body: unknown, fallback: string) {
    const error = Object(Object(body).error)
    const fields: Record<string, string> = Object(error.fieldErrors)
    const details = Object.entries(fields).map(([field, reason]) => `\n  ${field}: ${reason}`)
    super(`${typeof error.message === 'string' ? error.message : fallback}${details.join('')}`)
    this.status = status
    this.code = typeof error.code === 'string' ? error.code : 'unreachable'
    this.requestId = typeof error.requestId === 'string' ? error.requestId : null
    this.fieldErrors = fields
  }
}
