import { consumeAddressLimit } from '../auth/rate-limits'
import type { ActorContext } from '../auth/types'
import { settings } from '../settings'
import { mailOrLog, sendVerificationMail } from './account-mails'
import type { SignUpInput } from './account-schemas'
import { createUser } from './create-user'
import { createMailCode } from './mail-code'
import { assertMaySignUp } from './sign-up-policy'

/** Makes a customer's own account and mails the code that confirms its address. Throws permission_denied by the sign-up policy, conflict for a taken address. */
export async function signUp(
  ctx: ActorContext,
  input: SignUpInput,
): Promise<{ userId: string; verificationRequired: boolean }> {
  await consumeAddressLimit('signUpAddress', ctx.address)
  const { inviteCode, ...fields } = input
  assertMaySignUp(input.email, inviteCode)
  const user = await createUser(ctx, { ...fields, emailVerified: false })
  const code = await createMailCode('verify_email', user.id)
  // The account is there: without the mail the person asks for another code.
  await mailOrLog(sendVerificationMail(user, code))
  return { userId: user.id, verificationRequired: settings().requireVerifiedEmail }
}
