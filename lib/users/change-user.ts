import { writeAudit } from '../audit'
import { ownUserId } from '../auth/actor-context'
import type { ActorContext } from '../auth/types'
import { lockRow } from '../db/lock-row'
import { inTransaction, isUniqueViolation, type Prisma } from '../db/prisma'
import { AppError } from '../errors'
import { publish } from '../redis'
import { emailTaken } from './create-user'
import type { UserView } from './schemas'
import { type UserRow, userJson } from './user-json'

type Change = (row: UserRow, tx: Prisma.TransactionClient) => Promise<Prisma.UserUncheckedUpdateInput>

/** Throws not_found, in the same words for nobody and for another person. */
export function userNotFound(): AppError {
  return new AppError('not_found', 'There is no such user.')
}

/** Changes one user that the actor may change, under the row's lock, with its audit row; every process sees it within 1 s. */
export async function changeUser(ctx: ActorContext, userId: string, action: string, change: Change): Promise<UserView> {
  const owner = ownUserId(ctx)
  if (owner !== null && owner !== userId) throw userNotFound()
  try {
    const view = await inTransaction(async (tx) => {
      await lockRow(tx, 'users', userId)
      const before = await tx.user.findUnique({ where: { id: userId } })
      if (!before || before.status === 'deleted') throw userNotFound()
      const data = await change(before, tx)
      const row = await tx.user.update({ where: { id: userId }, data: { ...data, version: before.version + 1 } })
      const after = userJson(row)
      const subject = { subjectKind: 'user', subjectId: userId }
      await writeAudit(tx, ctx, { action, ...subject, before: userJson(before), after })
      return after
    })
    publish('user', userId)
    return view
  } catch (error) {
    throw isUniqueViolation(error) ? emailTaken() : error
  }
}
