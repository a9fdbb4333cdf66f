'use server'

import { z } from 'zod'
import { adminAction } from '@/lib/auth'
import { createManagementToken, createManagementTokenInput, revokeManagementToken } from '@/lib/management-tokens'

export const createToken = adminAction(
  'owner',
  createManagementTokenInput,
  async ({ ctx }, input) => await createManagementToken(ctx, input),
)

export const revokeToken = adminAction(
  'owner',
  z.strictObject({ id: z.string().max(40) }),
  async ({ ctx }, { id }) => await revokeManagementToken(ctx, id),
)
