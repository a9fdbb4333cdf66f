'use server'

import { publicAction } from '@/lib/auth'
import { emailOnlyInput, requestPasswordReset } from '@/lib/users'

export const requestResetAction = publicAction(
  emailOnlyInput,
  async ({ ctx }, input) => await requestPasswordReset(ctx, input),
)
