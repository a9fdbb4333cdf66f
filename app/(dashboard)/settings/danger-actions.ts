'use server'

import { z } from 'zod'
import { customerAction } from '@/lib/auth'
import {
  codeInput,
  deleteAccount,
  deleteAccountInput,
  disableTwoFactor,
  disableTwoFactorInput,
  enableTwoFactor,
  startTwoFactor,
} from '@/lib/users'

export const startTwoFactorAction = customerAction(
  z.strictObject({}),
  async ({ ctx, user }) => await startTwoFactor(ctx, user.id),
)

export const enableTwoFactorAction = customerAction(
  codeInput,
  async ({ ctx, user }, input) => await enableTwoFactor(ctx, user.id, input),
)

export const disableTwoFactorAction = customerAction(
  disableTwoFactorInput,
  async ({ ctx, user }, input) => await disableTwoFactor(ctx, user.id, input),
)

export const deleteAccountAction = customerAction(
  deleteAccountInput,
  async ({ ctx, user }, input) => await deleteAccount(ctx, user.id, input),
)
