'use server'

import { z } from 'zod'
import { disableApiKey, revokeApiKey } from '@/lib/api-keys'
import { adminAction } from '@/lib/auth'
import {
  createUser,
  createUserInput,
  creditUser,
  creditUserInput,
  endAllSessions,
  resetTwoFactor,
  updateUser,
  updateUserInput,
} from '@/lib/users'

const idField = z.string().max(40)
const onlyId = z.strictObject({ id: idField })

export const addUser = adminAction('admin', createUserInput, async ({ ctx }, input) => await createUser(ctx, input))

export const changeUser = adminAction(
  'admin',
  updateUserInput.extend({ id: idField }),
  async ({ ctx }, { id, ...input }) => await updateUser(ctx, id, input),
)

export const moveCredit = adminAction(
  'support',
  creditUserInput.extend({ id: idField, causeId: z.string().min(8).max(64) }),
  async ({ ctx }, { id, causeId, ...input }) => await creditUser(ctx, id, input, causeId),
)

export const signOutEverywhere = adminAction('admin', onlyId, async ({ ctx }, { id }) => await endAllSessions(ctx, id))

export const removeTwoFactor = adminAction('admin', onlyId, async ({ ctx }, { id }) => await resetTwoFactor(ctx, id))

export const setKeyDisabled = adminAction(
  'admin',
  z.strictObject({ id: idField, disabled: z.boolean() }),
  async ({ ctx }, { id, disabled }) => await disableApiKey(ctx, id, disabled),
)

export const revokeKey = adminAction('admin', onlyId, async ({ ctx }, { id }) => await revokeApiKey(ctx, id))
