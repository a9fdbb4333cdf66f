import { Secret, TOTP } from 'otpauth'
import { decryptSecret, hashWithEveryPepper } from '../crypto'
import { prisma } from '../db/prisma'
import { settings } from '../settings'
import type { UserRow } from './user-json'

/** Steps of 30 s that a phone's clock may be off. */
const window = 1

/** The generator of a person's codes. */
export function totpOf(email: string, secret: string): TOTP {
  return new TOTP({
    issuer: settings().brandName,
    label: email,
    secret: Secret.fromBase32(secret),
    digits: 6,
    period: 30,
  })
}

/** How a recovery code is stored. */
export function recoveryCodeHashes(userId: string, code: string): string[] {
  const plain = code.toLowerCase().replace(/[^a-z0-9]/g, '')
  return hashWithEveryPepper(`recovery:${userId}:${plain}`).map((each) => each.hash)
}

async function consumeRecoveryCode(userId: string, code: string): Promise<boolean> {
  const { count } = await prisma().recoveryCode.updateMany({
    where: { userId, usedAt: null, codeHash: { in: recoveryCodeHashes(userId, code) } },
    data: { usedAt: new Date() },
  })
  return count === 1
}

/** Whether it is the person's present code, or one of their recovery codes (which is used up then). */
export async function isSecondFactor(user: UserRow, code: string): Promise<boolean> {
  if (user.totpCipher === null) return false
  const digits = code.replace(/\s/g, '')
  const totp = totpOf(user.email, decryptSecret(user.totpCipher))
  if (/^\d{6}$/.test(digits) && totp.validate({ token: digits, window }) !== null) return true
  return await consumeRecoveryCode(user.id, code)
}
