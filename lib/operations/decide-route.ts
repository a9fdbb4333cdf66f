import type { KeyRefusal } from '../api-keys'
import type { RouteExplanation } from '../scheduling'
import type { RouteExplanationView } from './schemas'

/** What stands before any account is looked at. */
type Gate = { refusal: KeyRefusal | 'pool_closed' | 'not_found' | 'model_not_allowed' | null }
/** `mayWaitForOwn`: a session is given time for its own account. */
type Queue = { hasRoom: boolean; mayWaitForOwn: boolean }
type Decision = Pick<RouteExplanationView, 'outcome' | 'refusedBy' | 'wouldPick'>

const served = (accountId: string): Decision => ({ outcome: 'served', refusedBy: null, wouldPick: accountId })
const refused = (code: string): Decision => ({ outcome: 'refused', refusedBy: code, wouldPick: null })
const waits: Decision = { outcome: 'waits', refusedBy: null, wouldPick: null }

const passing = new Set(['cooldown', 'breaker_open', 'model_cooldown', 'full'])

/** What would become of a call now, in the order of the request path: its gates, the session's own account, any account, the queue. */
export function decideRoute(
  { refusal }: Gate,
  route: RouteExplanation,
  boundTo: string | null,
  queue: Queue,
): Decision {
  if (refusal !== null) return refused(refusal)
  const able = route.accounts.filter(({ excluded }) => excluded === null || passing.has(excluded))
  if (able.length === 0) return refused('model_not_found')
  const own = able.find(({ accountId }) => accountId === boundTo)
  if (own?.excluded === null) return served(own.accountId)
  if (own?.excluded === 'full' && queue.hasRoom && queue.mayWaitForOwn) return waits
  if (route.wouldPick !== null) return served(route.wouldPick)
  if (able.every(({ excluded }) => excluded !== 'full')) return refused('no_account_available')
  return queue.hasRoom ? waits : refused('concurrency_limited')
}
