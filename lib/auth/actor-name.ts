import type { ActorContext } from './types'

/** Who made something, as its row keeps it. */
export function actorName({ actor }: ActorContext): string {
  return actor.kind === 'token' ? actor.tokenId : actor.kind === 'system' ? actor.name : actor.userId
}
