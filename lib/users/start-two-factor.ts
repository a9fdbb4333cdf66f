import { Secret } from 'otpauth'
import QRCode from 'qrcode'
import type { ActorContext } from '../auth/types'
import { encryptSecret } from '../crypto'
import { AppError } from '../errors'
import { changeUser } from './change-user'
import { requireUserRow } from './require-user-row'
import { totpOf } from './two-factor-code'

const secretBytes = 20

/** Makes a new second-factor secret and shows it; the second factor is on only after `enableTwoFactor`. Throws conflict when it is on already. */
export async function startTwoFactor(
  ctx: ActorContext,
  userId: string,
): Promise<{ secret: string; uri: string; qrSvg: string }> {
  const user = await requireUserRow(ctx, userId)
  const secret = new Secret({ size: secretBytes }).base32
  await changeUser(ctx, userId, 'user.start_two_factor', async (row) => {
    if (row.totpEnabledAt !== null) throw new AppError('conflict', 'Two-factor sign-in is on already.')
    return { totpCipher: encryptSecret(secret) }
  })
  const uri = totpOf(user.email, secret).toString()
  const qrSvg = await QRCode.toString(uri, { type: 'svg', margin: 1 })
  return { secret, uri, qrSvg }
}
