import { endSessions } from '../auth/sessions'
import type { ActorContext } from '../auth/types'
import { AppError } from '../errors'
import { publish } from '../redis'
import type { DeleteAccountInput } from './account-schemas'
import { assertMayChangeRole } from './assert-may-change-role'
import { changeUser } from './change-user'
import { confirmPassword } from './confirm-password'
import { requireUserRow } from './require-user-row'

/**
 * Ends an account for good: keys revoked, sessions ended, personal data removed; money records stay under the id.
 * Throws invalid_request when password or address don't fit, conflict for the last admin.
 */
export async function deleteAccount(
  ctx: ActorContext,
  userId: string,
  input: DeleteAccountInput,
): Promise<{ deleted: true }> {
  const user = await requireUserRow(ctx, userId)
  await confirmPassword(user, input.password)
  if (input.confirmEmail !== user.email) {
    throw new AppError('invalid_request', 'Type your own e-mail address to confirm.', {
      details: { fieldErrors: { confirmEmail: 'is not your address' } },
    })
  }
  await changeUser(ctx, userId, 'user.delete', async (row, tx) => {
    await assertMayChangeRole(tx, row, { status: 'suspended' })
    const revokedAt = new Date()
    await tx.apiKey.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt } })
    await tx.oauthIdentity.deleteMany({ where: { userId } })
    await tx.recoveryCode.deleteMany({ where: { userId } })
    await tx.mailCode.deleteMany({ where: { userId } })
    await tx.session.deleteMany({ where: { userId } })
    return {
      status: 'deleted',
      email: `${userId}@deleted.invalid`,
      name: '',
      passwordHash: null,
      totpCipher: null,
      totpEnabledAt: null,
      notifications: {},
    }
  })
  await endSessions(userId)
  publish('user', userId)
  return { deleted: true }
}
