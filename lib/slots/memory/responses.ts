const responseTtlMs = 30 * 24 * 3_600_000
const maxResponses = 200_000

/** Which account made which response; the oldest are forgotten when there are too many. */
export type Responses = Map<string, { accountId: string; expiresAtMs: number }>

export function rememberResponse(responses: Responses, name: string, accountId: string, nowMs: number): void {
  responses.delete(name)
  responses.set(name, { accountId, expiresAtMs: nowMs + responseTtlMs })
  const oldest = responses.keys().next()
  if (responses.size > maxResponses && !oldest.done) responses.delete(oldest.value)
}

export function findResponse(responses: Responses, name: string, nowMs: number): string | null {
  const found = responses.get(name)
  return found && found.expiresAtMs > nowMs ? found.accountId : null
}
