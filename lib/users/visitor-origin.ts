import type { ActorContext } from '../auth/types'

/** The context of what a person does before they are signed in. */
export function visitorOrigin(address = ''): ActorContext {
  return { actor: { kind: 'system', name: 'visitor' }, address, requestId: '' }
}
