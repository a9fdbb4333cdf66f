import { ownUserId } from '../auth/actor-context'
import { consumeLimit, forgiveLimit } from '../auth/rate-limits'
import type { ActorContext } from '../auth/types'
import { AppError } from '../errors'
import { sendSecurityMail } from './account-mails'
import type { DisableTwoFactorInput } from './account-schemas'
import { assertMayManage } from './assert-may-manage'
import { changeUser } from './change-user'
import { confirmPassword } from './confirm-password'
import { requireUserRow } from './require-user-row'
import { isSecondFactor } from './two-factor-code'

async function turnOff(ctx: ActorContext, userId: string, action: string): Promise<void> {
  const user = await changeUser(ctx, userId, action, async (row, tx) => {
    assertMayManage(ctx, row)
    await tx.recoveryCode.deleteMany({ where: { userId } })
    return { totpCipher: null, totpEnabledAt: null }
  })
  await sendSecurityMail(user, 'twoFactorOff')
}

/** Turns one's own second factor off, with password and a present code. Throws invalid_request when either is wrong. */
export async function disableTwoFactor(
  ctx: ActorContext,
  userId: string,
  input: DisableTwoFactorInput,
): Promise<{ disabled: true }> {
  const user = await requireUserRow(ctx, userId)
  await confirmPassword(user, input.password)
  await consumeLimit('twoFactor', userId)
  if (!(await isSecondFactor(user, input.code))) {
    throw new AppError('invalid_request', 'The code is wrong.', { details: { fieldErrors: { code: 'is wrong' } } })
  }
  await forgiveLimit('twoFactor', userId)
  await turnOff(ctx, userId, 'user.disable_two_factor')
  return { disabled: true }
}

/** Turns a person's second factor off for them, as staff: for those who lost their phone and recovery codes. */
export async function resetTwoFactor(ctx: ActorContext, userId: string): Promise<{ disabled: true }> {
  if (ownUserId(ctx) !== null) throw new AppError('permission_denied', 'Only staff can do this.')
  await turnOff(ctx, userId, 'user.reset_two_factor')
  return { disabled: true }
}
