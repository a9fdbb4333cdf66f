import { consumeLimit } from '../auth/rate-limits'
import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { sendEmailChangeMail } from './account-mails'
import type { RequestEmailChangeInput } from './account-schemas'
import { confirmPassword } from './confirm-password'
import { emailTaken } from './create-user'
import { createMailCode } from './mail-code'
import { requireUserRow } from './require-user-row'

/** Mails a code to the new address; nothing changes until it is entered. Throws conflict for a taken address. */
export async function requestEmailChange(
  ctx: ActorContext,
  userId: string,
  input: RequestEmailChangeInput,
): Promise<{ sent: true }> {
  const user = await requireUserRow(ctx, userId)
  await confirmPassword(user, input.password)
  await consumeLimit('mailAccount', user.email)
  if (await prisma().user.findUnique({ where: { email: input.email } })) throw emailTaken()
  const to = { email: input.email, locale: user.locale }
  await sendEmailChangeMail(to, await createMailCode('change_email', userId, input.email))
  return { sent: true }
}
