import { ownUserId } from '../auth/actor-context'
import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { userNotFound } from './change-user'
import type { UserView } from './schemas'
import { userJson } from './user-json'

/** One user; throws not_found when there is none or the actor may not see them. */
export async function getUser(ctx: ActorContext, userId: string): Promise<UserView> {
  const owner = ownUserId(ctx)
  const row = owner === null || owner === userId ? await prisma().user.findUnique({ where: { id: userId } }) : null
  if (!row) throw userNotFound()
  return userJson(row)
}
