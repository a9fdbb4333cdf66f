import { unstable_rethrow } from 'next/navigation'
import type { ActionResult } from './action-result'

/** Awaits an action; one that couldn't be reached is a refusal with this sentence. */
export async function runAction<T>(
  send: () => Promise<ActionResult<T>>,
  unreachable: string,
): Promise<ActionResult<T>> {
  try {
    return await send()
  } catch (thrown) {
    // Redirects and not-found of Next.js travel as exceptions and must go on.
    unstable_rethrow(thrown)
    return { ok: false, error: { code: 'unreachable', message: unreachable } }
  }
}
