import { consumeLimit, forgiveLimit } from '../auth/rate-limits'
import { verifyPassword } from '../crypto'
import { AppError } from '../errors'
import type { UserRow } from './user-json'

/** Throws invalid_request unless it is the person's password; wrong ones count like at the sign-in. People without a password pass. */
export async function confirmPassword(
  user: UserRow,
  password: string | undefined,
  field: 'password' | 'currentPassword' = 'password',
): Promise<void> {
  if (user.passwordHash === null) return
  await consumeLimit('signInAccount', user.email)
  if (!(await verifyPassword(user.passwordHash, password ?? ''))) {
    throw new AppError('invalid_request', 'The password is wrong.', {
      details: { fieldErrors: { [field]: 'is wrong' } },
    })
  }
  await forgiveLimit('signInAccount', user.email)
}
