import type { ActorContext } from '../auth/types'
import { hashPassword } from '../crypto'
import { assertVersion } from '../db/assert-version'
import { defined } from '../db/defined'
import { publish } from '../redis'
import { assertMayChangeRole } from './assert-may-change-role'
import { assertMayManage } from './assert-may-manage'
import { changeUser } from './change-user'
import type { UpdateUserInput, UserView } from './schemas'

const actionOf = (input: UpdateUserInput) =>
  input.status === undefined ? 'user.update' : input.status === 'suspended' ? 'user.suspend' : 'user.activate'

/**
 * Changes a user as staff: limits, role, status. A suspension stops keys and pages within 1 s; a new password ends all
 * sessions. Throws conflict for an old `version` or a taken address.
 */
export async function updateUser(ctx: ActorContext, userId: string, input: UpdateUserInput): Promise<UserView> {
  const { version, password, emailVerified, ...changes } = input
  const passwordHash = password === undefined ? undefined : await hashPassword(password)
  const view = await changeUser(ctx, userId, actionOf(input), async (row, tx) => {
    assertMayManage(ctx, row, changes)
    assertVersion(row.version, version)
    await assertMayChangeRole(tx, row, changes)
    if (passwordHash !== undefined || changes.status === 'suspended') {
      await tx.session.updateMany({ where: { userId, endedAt: null }, data: { endedAt: new Date() } })
    }
    const emailVerifiedAt =
      emailVerified === undefined ? undefined : emailVerified ? (row.emailVerifiedAt ?? new Date()) : null
    return defined({ ...changes, passwordHash, emailVerifiedAt })
  })
  publish('session', userId)
  return view
}
