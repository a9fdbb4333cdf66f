import { endSessions } from '../auth/sessions'
import type { ActorContext } from '../auth/types'
import { hashPassword } from '../crypto'
import { sendSecurityMail } from './account-mails'
import type { ChangePasswordInput } from './account-schemas'
import { changeUser } from './change-user'
import { confirmPassword } from './confirm-password'
import { requireUserRow } from './require-user-row'

/** Changes one's own password and signs out every other browser. Throws invalid_request when the current one is wrong. */
export async function changePassword(
  ctx: ActorContext,
  userId: string,
  input: ChangePasswordInput,
  keepSessionId: string,
): Promise<{ changed: true }> {
  const user = await requireUserRow(ctx, userId)
  await confirmPassword(user, input.currentPassword, 'currentPassword')
  const passwordHash = await hashPassword(input.password)
  await changeUser(ctx, userId, 'user.change_password', async () => ({ passwordHash }))
  await endSessions(userId, { exceptId: keepSessionId })
  await sendSecurityMail(user, 'passwordChanged')
  return { changed: true }
}
