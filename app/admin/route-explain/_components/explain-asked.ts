import { AppError } from '@/lib/errors'
import { explainRoute } from '@/lib/operations'
import { explainRouteInput, type RouteExplanationView } from '@/lib/operations/schemas'
import type { AskedCall } from '../search-params'

export type Explained =
  | { kind: 'nothing_asked' }
  | { kind: 'explained'; route: RouteExplanationView }
  /** What the operator typed can't be a call, the key isn't known, or the slot store can't be asked. */
  | { kind: 'problem'; problem: 'input' | 'key' | 'store' }

/** What the gateway would do with the call of the form. */
export async function explainAsked(asked: AskedCall): Promise<Explained> {
  const { key, model, protocol, session, input, output } = asked
  if (key === '' && model === '') return { kind: 'nothing_asked' }
  const parsed = explainRouteInput.safeParse({
    ...{ keyId: key.trim(), model: model.trim(), inputTokens: input, maxOutputTokens: output },
    ...(protocol === null ? {} : { protocol }),
    ...(session === '' ? {} : { sessionId: session }),
  })
  if (!parsed.success) return { kind: 'problem', problem: 'input' }
  try {
    return { kind: 'explained', route: await explainRoute(parsed.data) }
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return { kind: 'problem', problem: 'key' }
    if (error instanceof AppError && error.code === 'overloaded') return { kind: 'problem', problem: 'store' }
    throw error
  }
}
