import { AppError } from '../errors'
import { hasRole } from './has-role'
import { leastRole } from './least-role'
import type { ActorContext } from './types'

/**
 * Throws permission_denied when the actor's role is below what the change takes, or when staff only look at a
 * customer's pages. Each change runs through it with its audit row, and verbs that reach outside call it first. Tokens
 * were held to their scopes at the door.
 */
export function assertMay({ actor }: ActorContext, action: string): void {
  if (actor.kind === 'customer' && actor.viewedBy !== undefined) {
    throw new AppError('permission_denied', 'You are only looking; nothing can be changed.')
  }
  if (actor.kind !== 'admin') return
  const least = leastRole(action)
  if (!hasRole(actor.role, least)) throw new AppError('permission_denied', `This needs the role ${least}.`)
}
