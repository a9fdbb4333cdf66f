'use server'

import { publicAction } from '@/lib/auth'
import { emailOnlyInput, resendVerification, verifyEmail, verifyEmailInput } from '@/lib/users'

export const verifyEmailAction = publicAction(verifyEmailInput, async ({ ctx }, input) => await verifyEmail(ctx, input))

export const resendCodeAction = publicAction(
  emailOnlyInput,
  async ({ ctx }, input) => await resendVerification(ctx, input),
)
