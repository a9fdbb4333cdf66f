'use server'

import { z } from 'zod'
import {
  createAccountPool,
  createAccountPoolInput,
  deleteAccountPool,
  updateAccountPool,
  updateAccountPoolInput,
} from '@/lib/account-pools'
import { adminAction } from '@/lib/auth'

const idField = z.string().max(40)

export const createPool = adminAction(
  'admin',
  createAccountPoolInput,
  async ({ ctx }, input) => await createAccountPool(ctx, input),
)

export const updatePool = adminAction(
  'admin',
  updateAccountPoolInput.extend({ id: idField }),
  async ({ ctx }, { id, ...input }) => await updateAccountPool(ctx, id, input),
)

export const deletePool = adminAction(
  'admin',
  z.strictObject({ id: idField }),
  async ({ ctx }, { id }) => await deleteAccountPool(ctx, id),
)
