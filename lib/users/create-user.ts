import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { hashPassword } from '../crypto'
import { defined } from '../db/defined'
import { inTransaction, isUniqueViolation } from '../db/prisma'
import { AppError } from '../errors'
import type { Locale } from '../i18n/config'
import { createId } from '../ids'
import { settings } from '../settings'
import { assertMayManage } from './assert-may-manage'
import type { CreateUserInput, UserView } from './schemas'
import { userJson } from './user-json'

/** The mail address belongs to someone else. */
export function emailTaken(): AppError {
  return new AppError('conflict', 'There is an account with this e-mail address already.', {
    details: { fieldErrors: { email: 'is taken' } },
  })
}

/** Makes a user with an empty wallet. An operator vouches for the address, so it counts as verified unless said otherwise. Throws conflict for a taken address. */
export async function createUser(
  ctx: ActorContext,
  input: CreateUserInput & { locale?: Locale | undefined },
): Promise<UserView> {
  const { email, password, emailVerified = true, ...rest } = input
  const passwordHash = password === undefined ? null : await hashPassword(password)
  const id = createId('user')
  assertMayManage(ctx, { id, role: 'customer' }, rest)
  try {
    return await inTransaction(async (tx) => {
      const row = await tx.user.create({
        data: {
          concurrencyLimit: settings().userConcurrencyLimit,
          ...defined(rest),
          id,
          email,
          passwordHash,
          emailVerifiedAt: emailVerified ? new Date() : null,
        },
      })
      const after = userJson(row)
      await writeAudit(tx, ctx, { action: 'user.create', subjectKind: 'user', subjectId: id, after })
      return after
    })
  } catch (error) {
    throw isUniqueViolation(error) ? emailTaken() : error
  }
}
