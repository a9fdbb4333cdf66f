import type { ActorContext } from './types'

/** The context of what the program does by itself (seed, jobs). */
export function systemContext(name: string): ActorContext {
  return { actor: { kind: 'system', name }, address: '', requestId: '' }
}

/** The user whose things alone the actor may touch; null for staff, programs and the system, who may touch everyone's. */
export function ownUserId(ctx: ActorContext): string | null {
  return ctx.actor.kind === 'customer' ? ctx.actor.userId : null
}
