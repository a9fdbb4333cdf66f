import { ownUserId } from '../auth/actor-context'
import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { userNotFound } from './change-user'
import type { UserRow } from './user-json'

/** The stored user that the actor may act on; throws not_found otherwise. */
export async function requireUserRow(ctx: ActorContext, userId: string): Promise<UserRow> {
  const owner = ownUserId(ctx)
  const row = owner === null || owner === userId ? await prisma().user.findUnique({ where: { id: userId } }) : null
  if (!row || row.status === 'deleted') throw userNotFound()
  return row
}
