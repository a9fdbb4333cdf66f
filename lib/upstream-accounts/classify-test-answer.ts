export type TestOutcome =
  | 'ok'
  | 'credentials_rejected'
  | 'out_of_credit'
  | 'model_not_found'
  | 'rate_limited'
  | 'overloaded'
  | 'rejected'
  | 'server_error'
  | 'not_the_protocol'

const outOfCredit = /credit balance is too low|insufficient_quota|exceeded your current quota|billing/i
const badKey = /api_key_invalid|api key not valid|invalid api key|incorrect api key/i

function outcomeOfRefusal(status: number, text: string): TestOutcome {
  if (status === 401 || status === 403 || badKey.test(text)) return 'credentials_rejected'
  if (status === 402 || outOfCredit.test(text)) return 'out_of_credit'
  if (status === 404) return 'model_not_found'
  if (status === 429) return 'rate_limited'
  if (status === 529 || status === 503) return 'overloaded'
  return status >= 500 ? 'server_error' : 'rejected'
}

/** What an upstream's answer to the test means; some upstreams hide their account's faults in a 400. */
export function classifyTestAnswer(status: number, text: string): TestOutcome {
  if (status < 200 || status >= 300) return outcomeOfRefusal(status, text)
  try {
    return typeof JSON.parse(text) === 'object' ? 'ok' : 'not_the_protocol'
  } catch {
    return 'not_the_protocol'
  }
}
