import { consumeLimit, forgiveLimit } from '../auth/rate-limits'
import type { ActorContext } from '../auth/types'
import { decryptSecret, hashWithPepper, randomBase62 } from '../crypto'
import { AppError } from '../errors'
import { createId } from '../ids'
import { sendSecurityMail } from './account-mails'
import type { CodeInput } from './account-schemas'
import { changeUser } from './change-user'
import { totpOf } from './two-factor-code'

const recoveryCodeCount = 10
const recoveryCodeLength = 10

function createRecoveryCode(): string {
  const text = randomBase62(recoveryCodeLength).toLowerCase()
  return `${text.slice(0, 5)}-${text.slice(5)}`
}

/** Turns the second factor on with a first right code and returns the recovery codes, shown this once. Throws invalid_request for a wrong code. */
export async function enableTwoFactor(
  ctx: ActorContext,
  userId: string,
  input: CodeInput,
): Promise<{ recoveryCodes: string[] }> {
  await consumeLimit('twoFactor', userId)
  const recoveryCodes = Array.from({ length: recoveryCodeCount }, createRecoveryCode)
  const user = await changeUser(ctx, userId, 'user.enable_two_factor', async (row, tx) => {
    if (row.totpCipher === null || row.totpEnabledAt !== null) throw new AppError('conflict', 'Start over, please.')
    const totp = totpOf(row.email, decryptSecret(row.totpCipher))
    if (totp.validate({ token: input.code.replace(/\s/g, ''), window: 1 }) === null) {
      throw new AppError('invalid_request', 'The code is wrong. Check the clock of your phone.', {
        details: { fieldErrors: { code: 'is wrong' } },
      })
    }
    await tx.recoveryCode.deleteMany({ where: { userId } })
    await tx.recoveryCode.createMany({
      data: recoveryCodes.map((code) => ({
        id: createId('code'),
        userId,
        codeHash: hashWithPepper(`recovery:${userId}:${code.replace('-', '')}`).hash,
      })),
    })
    return { totpEnabledAt: new Date() }
  })
  await forgiveLimit('twoFactor', userId)
  await sendSecurityMail(user, 'twoFactorOn')
  return { recoveryCodes }
}
