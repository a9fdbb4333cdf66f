'use server'

import { publicAction } from '@/lib/auth'
import { resetPassword, resetPasswordInput } from '@/lib/users'

export const resetPasswordAction = publicAction(
  resetPasswordInput,
  async ({ ctx }, input) => await resetPassword(ctx, input),
)
